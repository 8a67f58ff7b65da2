import { InputError } from "../errors.ts";
import type { Dataset, Embeddings, EpochRecord, Model } from "../types.ts";
import { embedAll, measure } from "./evaluate.ts";
import { summarize } from "./_summary.ts";

/** What an epoch's steps left behind. */
interface EpochSums {
  /** 1, 2, … */
  epoch: number;
  epochs: number;
  /** Σ loss · images. */
  lossSum: number;
  images: number;
  seconds: number;
  /** Of the last step. */
  learningRate: number;
}

/**
 * Measure a model after an epoch.
 *
 * @throws {InputError} When the test loss is not finite.
 */
export async function measuredEpoch(
  model: Model,
  test: Dataset,
  { epoch, epochs, lossSum, images, seconds, learningRate }: EpochSums,
): Promise<{ record: EpochRecord; embeddings: Embeddings }> {
  const { embeddings, loss: testLoss } = await embedAll(model, test);
  if (!Number.isFinite(testLoss)) {
    throw new InputError(
      `the test loss is ${testLoss} after epoch ${epoch}: lower the learning rate or the scale`,
    );
  }
  const { accuracy: testAccuracy, intraClassAngle, nearestClassAngle } = measure(
    embeddings,
    testLoss,
  );
  const losses = {
    epoch,
    trainLoss: lossSum / images,
    testLoss,
    testAccuracy,
    intraClassAngle,
    nearestClassAngle,
  };
  const record = { ...losses, seconds, imagesPerSecond: images / seconds, learningRate };
  return { record: { ...record, summary: summarize(record, epochs) }, embeddings };
}
