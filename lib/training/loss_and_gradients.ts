/** A model's loss on a batch, and the gradients of its trainable variables. */
import { forward, layersWithin } from "../backbones/mod.ts";
import type { Batch } from "../data/mod.ts";
import { type Precision, tf } from "../engine/mod.ts";
import { crossEntropy } from "../losses/mod.ts";
import type { ClassSample, Model } from "../types.ts";
import type { NamedVariables } from "./optimizers/optimizer.ts";
import { warmLogits, type Warmth } from "./warm_up.ts";

/** What the forward and backward pass need besides the batch. */
export interface LossOptions {
  /** Trainable variables, by name. */
  variables: NamedVariables;
  /** Steps taken before this one. */
  step: number;
  /** Full margin and scale by default. */
  warmth?: Warmth;
  /**
   * Of the backbone's convolutions and dense layers.
   * @default {"float32"}
   */
  precision?: Precision;
  /**
   * ε of cross-entropy: the share of each target spread over all classes.
   * @default {0}
   */
  labelSmoothing?: number;
  /** `[C]`: weight of each class in cross-entropy. All equal by default. */
  classWeights?: tf.Tensor1D;
  /** Frozen parts, running averages included: `backbone`, `head`, losses by name. */
  frozen?: ReadonlySet<string>;
}

/** Results of a step's forward and backward pass; {@linkcode disposeOf} frees them. */
export interface Backward {
  loss: tf.Scalar;
  /** Of each variable, by name; for a sampled head's prototypes, of the drawn rows only. */
  gradients: Record<string, tf.Tensor>;
  /** Of the batch, `[B, D]`. */
  embeddings: tf.Tensor2D;
  /** The drawn rows, by variable name. */
  rows: Record<string, tf.Tensor1D>;
}

/** Loss, the gradient of each variable by name, and the batch's embeddings. */
export async function lossAndGradients(
  model: Model,
  { images, labels, variables, step, ...options }: Batch & LossOptions,
): Promise<Backward> {
  const { head } = model, drawn = nameOf(head.prototypes, variables);
  const sample = drawn ? await head.sample?.(labels, step) : undefined;
  const trained = sample && drawn ? { ...variables, [drawn]: sample.active } : variables;
  let embeddings: tf.Tensor2D | undefined;
  const { value: loss, grads } = tf.variableGrads(() => {
    const { precision, frozen } = options;
    const training = { training: true, precision, frozen: frozen?.has("backbone") };
    const x = forward(model.backbone, images, training); // [B, D]
    embeddings = tf.keep(x.clone());
    if (!frozen?.has("head")) head.update?.(embeddings, labels, step);
    return totalLoss(model, { embeddings: x, labels, sample, ...options });
  }, Object.values(trained));
  const gradients = Object.fromEntries(
    // tfjs gives no gradient for a variable that the loss does not depend on.
    Object.entries(trained).map((
      [name, variable],
    ) => [name, grads[variable.name] ?? tf.zerosLike(variable)]),
  );
  if (sample) tf.dispose([sample.active, sample.labels]);
  return {
    loss,
    gradients,
    embeddings: embeddings!,
    rows: sample && drawn ? { [drawn]: sample.rows } : {},
  };
}

function nameOf(variable: tf.Variable, variables: NamedVariables): string | undefined {
  return Object.keys(variables).find((name) => variables[name] === variable);
}

/** Free what {@linkcode lossAndGradients} returned. */
export function disposeOf({ loss, gradients, embeddings, rows }: Backward): void {
  tf.dispose([loss, embeddings, Object.values(gradients), Object.values(rows)]);
}

interface LossInputs extends Omit<LossOptions, "variables" | "step" | "precision"> {
  embeddings: tf.Tensor2D;
  labels: tf.Tensor1D;
  sample?: ClassSample;
}

function totalLoss(model: Model, inputs: LossInputs): tf.Scalar {
  const { embeddings, labels } = inputs, { backbone, head, auxiliary = [] } = model;
  const terms = [headLoss(model, inputs)];
  if (head.penalty) terms.push(head.penalty(embeddings, labels));
  for (const loss of auxiliary) terms.push(loss.loss(embeddings, labels));
  for (const { layer } of layersWithin(backbone)) {
    terms.push(...layer.calculateLosses()); // from regularizers
  }
  return tf.addN(terms) as tf.Scalar;
}

/** Cross-entropy over the head's logits, or the head's own loss. */
function headLoss(
  { head }: Model,
  { embeddings, labels, sample, warmth = { margin: 1, scale: 1 }, ...options }: LossInputs,
): tf.Scalar {
  if (head.loss) return head.loss(embeddings, labels);
  if (!sample) {
    return crossEntropy(warmLogits(head, { embeddings, labels }, warmth), labels, options);
  }
  const { classWeights } = options;
  return crossEntropy(warmLogits(head, { embeddings, labels, sample }, warmth), sample.labels, {
    ...options,
    classWeights: classWeights && tf.gather(classWeights, sample.rows),
  });
}
