import { type Batch, makeBatch } from "../data/batches.ts";
import { tf } from "../engine/mod.ts";
import type { Dataset, Model } from "../types.ts";
import { accumulatedStep, type StepOptions, trainingStep } from "./step.ts";

/** Which images a step sees. */
interface StepImages {
  indices: Uint32Array;
  /** Images in memory at a time: with more indices than that, gradients accumulate. */
  batchSize: number;
}

/**
 * One training step on some images of a data set.
 *
 * @returns The loss, mean over the images.
 */
export async function stepOn(
  model: Model,
  dataset: Dataset,
  { indices, batchSize, ...options }: StepImages & StepOptions,
): Promise<number> {
  if (indices.length > batchSize) {
    return await accumulatedStep(model, parts(dataset, { indices, batchSize }), { ...options, images: indices.length });
  }
  const batch = makeBatch(dataset, indices);
  const loss = await trainingStep(model, { ...batch, ...options });
  tf.dispose([batch.images, batch.labels]);
  return loss;
}

function* parts(dataset: Dataset, { indices, batchSize }: StepImages): Generator<Batch> {
  for (let from = 0; from < indices.length; from += batchSize) {
    yield makeBatch(dataset, indices.subarray(from, from + batchSize));
  }
}
