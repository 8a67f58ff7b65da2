import { type Precision, tf } from "../engine/mod.ts";
import { forward } from "../backbones/mod.ts";
import { crossEntropy } from "../losses/mod.ts";
import type { Batch } from "../data/batches.ts";
import type { ClassSample, Model } from "../types.ts";
import type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";
import { warmLogits, type Warmth } from "./warm_up.ts";

/** What a step needs beside the batch. */
export interface StepOptions {
  optimizer: Optimizer;
  /** What trains, by name. */
  variables: NamedVariables;
  learningRate: number;
  /** Steps taken before this one. */
  step: number;
  /** By default the whole margin and scale. */
  warmth?: Warmth;
  /**
   * Of the backbone's convolutions and wide dense layers.
   * @default {"float32"}
   */
  precision?: Precision;
}

/**
 * One training step: forward, backward, optimiser, then the losses' own updates.
 *
 * @param model Its variables are changed.
 * @param batch Stays the caller's.
 * @returns The loss, mean over the batch: margin loss + penalty + auxiliary losses. When it is not finite, nothing was changed but running
 * averages.
 */
export async function trainingStep(
  model: Model,
  batch: Batch & StepOptions,
): Promise<number> {
  const backward = lossAndGradients(model, batch);
  const value = (await backward.loss.data())[0];
  if (Number.isFinite(value)) applyStep(model, batch, backward);
  disposeOf(backward);
  return value;
}

/**
 * The same without reading the loss, which would wait for the device: the step is taken whatever it is.
 *
 * @returns The loss; read and dispose of it later.
 */
export function unreadStep(model: Model, batch: Batch & StepOptions): tf.Scalar {
  const backward = lossAndGradients(model, batch);
  applyStep(model, batch, backward);
  const loss = backward.loss.clone();
  disposeOf(backward);
  return loss;
}

function applyStep(model: Model, { labels, optimizer, learningRate }: Batch & StepOptions, backward: Backward): void {
  optimizer.apply(backward.gradients, learningRate, backward.rows);
  for (const auxiliary of model.auxiliary ?? []) auxiliary.update?.(backward.embeddings, labels);
}

/**
 * One training step on a batch that comes in parts, of which only one is in memory at a time: the mean of the parts' gradients, weighted by their
 * images, then one step of the optimiser. Batch norm sees each part by itself.
 *
 * @param model Its variables are changed.
 * @param parts Made one after the other; each is disposed of here.
 * @param options `images`: of all parts together.
 * @returns The loss, mean over the images. When it is not finite, nothing was changed but running averages.
 */
export async function accumulatedStep(
  model: Model,
  parts: Iterable<Batch>,
  { images: total, optimizer, learningRate, ...options }: StepOptions & { images: number },
): Promise<number> {
  let mean: Record<string, tf.Tensor> = {}, value = 0;
  const seen: { embeddings: tf.Tensor2D; labels: tf.Tensor1D }[] = [];
  for (const { images, labels } of parts) {
    const share = labels.shape[0] / total;
    const part = lossAndGradients(model, { ...options, images, labels });
    value += share * (await part.loss.data())[0];
    mean = addShare(mean, part.gradients, share);
    tf.dispose([images, part.loss]);
    seen.push({ embeddings: part.embeddings, labels });
  }
  if (Number.isFinite(value)) {
    optimizer.apply(mean, learningRate);
    for (const { embeddings, labels } of seen) {
      for (const auxiliary of model.auxiliary ?? []) auxiliary.update?.(embeddings, labels);
    }
  }
  tf.dispose([Object.values(mean), seen.map(({ embeddings, labels }) => [embeddings, labels])]);
  return value;
}

/** sum + share · gradients, by name; both are disposed of. */
function addShare(
  sum: Record<string, tf.Tensor>,
  gradients: Record<string, tf.Tensor>,
  share: number,
): Record<string, tf.Tensor> {
  const added = Object.entries(gradients).map(([name, gradient]) =>
    [name, tf.tidy(() => sum[name] ? sum[name].add(gradient.mul(share)) : gradient.mul(share))] as const
  );
  tf.dispose([Object.values(sum), Object.values(gradients)]);
  return Object.fromEntries(added);
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
  { images, labels, variables, step, warmth, precision }: Batch & Omit<StepOptions, "optimizer" | "learningRate">,
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
    Object.entries(trained).map(([name, variable]) => [name, grads[variable.name] ?? tf.zerosLike(variable)]),
  );
  if (sample) tf.dispose([sample.active, sample.labels]);
  return { loss, gradients, embeddings: embeddings!, rows: sample ? { [PROTOTYPES]: sample.rows } : {} };
}

function disposeOf({ loss, gradients, embeddings, rows }: Backward): void {
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
