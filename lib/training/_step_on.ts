import type { Batch } from "../data/batches.ts";
import type { ImageStore } from "./_image_store.ts";
import { tf } from "../engine/mod.ts";
import type { Model } from "../types.ts";
import type { StepLoss } from "./_epoch_loss.ts";
import { accumulatedStep, type StepOptions, trainingStep, unreadStep } from "./step.ts";

/** Which images a step sees. */
interface StepImages {
  indices: Uint32Array;
  /** Images in memory at a time: with more indices than that, gradients accumulate. */
  batchSize: number;
}

/**
 * One training step on some images of a data set.
 *
 * @param options `readLoss`: whether to wait for the loss, and to take the step only where it is finite.
 * @returns The loss, mean over the images.
 */
export async function stepOn(
  model: Model,
  images: ImageStore,
  { indices, batchSize, readLoss, ...options }: StepImages & StepOptions & { readLoss: boolean },
): Promise<StepLoss> {
  if (indices.length > batchSize) {
    return await accumulatedStep(model, parts(images, { indices, batchSize }), { ...options, images: indices.length });
  }
  const batch = images.batch(indices), all = { ...batch, ...options };
  const loss = readLoss ? await trainingStep(model, all) : unreadStep(model, all);
  tf.dispose([batch.images, batch.labels]);
  return loss;
}

function* parts(images: ImageStore, { indices, batchSize }: StepImages): Generator<Batch> {
  for (let from = 0; from < indices.length; from += batchSize) {
    yield images.batch(indices.subarray(from, from + batchSize));
  }
}
