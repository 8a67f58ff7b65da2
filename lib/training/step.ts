import { tf } from "../engine/mod.ts";
import { crossEntropy } from "../losses/mod.ts";
import type { Batch } from "../data/batches.ts";
import type { Model } from "../types.ts";
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
  const { images, labels, optimizer, variables, learningRate, step, warmth } = batch;
  const { loss, gradients, embeddings } = lossAndGradients(model, { images, labels, variables, step, warmth });
  const value = (await loss.data())[0];
  if (Number.isFinite(value)) {
    optimizer.apply(gradients, learningRate);
    for (const auxiliary of model.auxiliary ?? []) auxiliary.update?.(embeddings, labels);
  }
  tf.dispose([loss, embeddings, ...Object.values(gradients)]);
  return value;
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
  { images: total, optimizer, variables, learningRate, step, warmth }: StepOptions & { images: number },
): Promise<number> {
  let mean: Record<string, tf.Tensor> = {}, value = 0;
  const seen: { embeddings: tf.Tensor2D; labels: tf.Tensor1D }[] = [];
  for (const { images, labels } of parts) {
    const share = labels.shape[0] / total;
    const part = lossAndGradients(model, { images, labels, variables, step, warmth });
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

/** Loss, the gradient of each variable by name, and the batch's embeddings; dispose of all. */
export function lossAndGradients(
  model: Model,
  { images, labels, variables, step, warmth }: Batch & Pick<StepOptions, "variables" | "step" | "warmth">,
): { loss: tf.Scalar; gradients: Record<string, tf.Tensor>; embeddings: tf.Tensor2D } {
  let embeddings: tf.Tensor2D | undefined;
  const { value: loss, grads } = tf.variableGrads(() => {
    const x = model.backbone.apply(images, { training: true }) as tf.Tensor2D; // [B, D]
    embeddings = tf.keep(x.clone());
    model.head.update?.(embeddings, labels, step);
    return totalLoss(model, { embeddings: x, labels, warmth });
  }, Object.values(variables));
  const gradients = Object.fromEntries(
    // A variable that the loss does not reach has no gradient in tfjs.
    Object.entries(variables).map(([name, variable]) => [name, grads[variable.name] ?? tf.zerosLike(variable)]),
  );
  return { loss, gradients, embeddings: embeddings! };
}

function totalLoss(
  model: Model,
  { embeddings, labels, warmth = { margin: 1, scale: 1 } }: {
    embeddings: tf.Tensor2D;
    labels: tf.Tensor1D;
    warmth?: Warmth;
  },
): tf.Scalar {
  const terms = [crossEntropy(warmLogits(model.head, { embeddings, labels }, warmth), labels)];
  if (model.head.penalty) terms.push(model.head.penalty(embeddings, labels));
  for (const auxiliary of model.auxiliary ?? []) terms.push(auxiliary.loss(embeddings, labels));
  return tf.addN(terms) as tf.Scalar;
}
