import type { Batch } from "../data/batches.ts";
import { tf } from "../engine/mod.ts";
import type { Model } from "../types.ts";
import type { StepLoss } from "./_epoch_loss.ts";
import type { ImageStore } from "./_image_store.ts";
import {
  type Backward,
  disposeOf,
  lossAndGradients,
  type LossOptions,
} from "./loss_and_gradients.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/** What a step needs beside the batch. */
export interface StepOptions extends LossOptions {
  /** Moves the variables; counts its own steps. */
  optimizer: Optimizer;
  /** Of this step. */
  learningRate: number;
}

/** Which images a step sees, and whether it waits for its loss. */
interface StepImages {
  images: ImageStore;
  indices: Uint32Array;
  /** Images in memory at a time: with more indices than that, gradients accumulate. */
  batchSize: number;
  /** Whether to wait for the loss, and to take the step only where it is finite. */
  readLoss: boolean;
}

/**
 * One training step on some images of a data set.
 *
 * @returns The loss, mean over the images.
 */
export async function takeStep(
  model: Model,
  { images, indices, batchSize, readLoss, ...options }: StepImages & StepOptions,
): Promise<StepLoss> {
  if (indices.length > batchSize) {
    const parts = Array.from(
      { length: Math.ceil(indices.length / batchSize) },
      (_, part) => indices.subarray(part * batchSize, (part + 1) * batchSize),
    );
    const batches = Iterator.from(parts).map((part) => images.batch(part)); // each is made when its turn comes
    return await accumulatedStep(model, batches, { ...options, images: indices.length });
  }
  const batch = images.batch(indices), all = { ...batch, ...options };
  const loss = readLoss ? await trainingStep(model, all) : unreadStep(model, all);
  tf.dispose([batch.images, batch.labels]);
  return loss;
}

/**
 * One training step: forward, backward, optimiser, then the losses' own updates.
 *
 * @param model Its variables are changed.
 * @param batch Stays the caller's.
 * @returns The loss, mean over the batch: margin loss + penalty + auxiliary losses. When it is not
 * finite, nothing was changed but running averages.
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
 * The same without reading the loss, which would wait for the device: the step is taken whatever it
 * is.
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

function applyStep(
  model: Model,
  { labels, optimizer, learningRate }: Batch & StepOptions,
  backward: Backward,
): void {
  optimizer.apply(backward.gradients, learningRate, backward.rows);
  for (const auxiliary of model.auxiliary ?? []) auxiliary.update?.(backward.embeddings, labels);
}

/**
 * One training step on a batch that comes in parts, of which only one is in memory at a time: the
 * mean of the parts' gradients, weighted by their images, then one step of the optimiser. Batch
 * norm sees each part by itself.
 *
 * @param model Its variables are changed.
 * @param parts Made one after the other; each is disposed of here.
 * @param options `images`: of all parts together.
 * @returns The loss, mean over the images. When it is not finite, nothing was changed but running
 * averages.
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
    [
      name,
      tf.tidy(() => sum[name] ? sum[name].add(gradient.mul(share)) : gradient.mul(share)),
    ] as const
  );
  tf.dispose([Object.values(sum), Object.values(gradients)]);
  return Object.fromEntries(added);
}
