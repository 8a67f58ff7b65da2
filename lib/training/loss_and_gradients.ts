/** A model's loss on a batch, and the gradient of all that trains. */
import { forward } from "../backbones/mod.ts";
import type { Batch } from "../data/batches.ts";
import { type Precision, tf } from "../engine/mod.ts";
import { crossEntropy } from "../losses/mod.ts";
import type { ClassSample, Model } from "../types.ts";
import type { NamedVariables } from "./optimizers/optimizer.ts";
import { warmLogits, type Warmth } from "./warm_up.ts";

/** What forward and backward pass need beside the batch. */
export interface LossOptions {
  /** What trains, by name. */
  variables: NamedVariables;
  /** Steps taken before this one. */
  step: number;
  /** By default the whole margin and scale. */
  warmth?: Warmth;
  /**
   * Of the backbone's convolutions and dense layers.
   * @default {"float32"}
   */
  precision?: Precision;
}

/** What a step's forward and backward pass leaves; {@linkcode disposeOf} frees it. */
export interface Backward {
  loss: tf.Scalar;
  /** Of each variable, by name; of a sampled head's prototypes those of the drawn rows. */
  gradients: Record<string, tf.Tensor>;
  /** The batch's, `[B, D]`. */
  embeddings: tf.Tensor2D;
  /** The drawn rows, by the variable's name. */
  rows: Record<string, tf.Tensor1D>;
}

const PROTOTYPES = "head.prototypes";

/** Loss, the gradient of each variable by name, and the batch's embeddings. */
export function lossAndGradients(
  model: Model,
  { images, labels, variables, step, warmth, precision }: Batch & LossOptions,
): Backward {
  const sample = model.head.sample?.(labels, step);
  const trained = sample ? { ...variables, [PROTOTYPES]: sample.active } : variables;
  let embeddings: tf.Tensor2D | undefined;
  const { value: loss, grads } = tf.variableGrads(() => {
    const x = forward(model.backbone, images, { training: true, precision }); // [B, D]
    embeddings = tf.keep(x.clone());
    model.head.update?.(embeddings, labels, step);
    return totalLoss(model, { embeddings: x, labels, warmth, sample });
  }, Object.values(trained));
  const gradients = Object.fromEntries(
    // A variable that the loss does not reach has no gradient in tfjs.
    Object.entries(trained).map((
      [name, variable],
    ) => [name, grads[variable.name] ?? tf.zerosLike(variable)]),
  );
  if (sample) tf.dispose([sample.active, sample.labels]);
  return {
    loss,
    gradients,
    embeddings: embeddings!,
    rows: sample ? { [PROTOTYPES]: sample.rows } : {},
  };
}

/** Free what {@linkcode lossAndGradients} returned. */
export function disposeOf({ loss, gradients, embeddings, rows }: Backward): void {
  tf.dispose([loss, embeddings, Object.values(gradients), Object.values(rows)]);
}

function totalLoss(
  model: Model,
  { embeddings, labels, warmth = { margin: 1, scale: 1 }, sample }: {
    embeddings: tf.Tensor2D;
    labels: tf.Tensor1D;
    warmth?: Warmth;
    sample?: ClassSample;
  },
): tf.Scalar {
  const terms = sample
    ? [crossEntropy(model.head.sampledLogits!(embeddings, sample), sample.labels)]
    : [crossEntropy(warmLogits(model.head, { embeddings, labels }, warmth), labels)];
  if (model.head.penalty) terms.push(model.head.penalty(embeddings, labels));
  for (const auxiliary of model.auxiliary ?? []) terms.push(auxiliary.loss(embeddings, labels));
  return tf.addN(terms) as tf.Scalar;
}
