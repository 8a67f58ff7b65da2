/** Measuring a model after an epoch. */
import { InputError } from "../errors.ts";
import { equalErrorRate, pairHistogram, pairScores, precisionAt1 } from "../metrics/mod.ts";
import type { Dataset, Embeddings, EpochRecord, Model, TestResult } from "../types.ts";
import { isOfStrangers } from "./checks.ts";
import { embedAll, measure } from "./evaluate.ts";
import type { RunningFit } from "./state.ts";
import { summarize } from "./_summary.ts";
import type { BestEpoch } from "./training_state.ts";

/** Totals over an epoch's steps. */
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
  { model, data: { test }, average }: Pick<RunningFit, "model" | "data" | "average">,
  { epoch, epochs, lossSum, images, seconds, learningRate }: EpochSums,
): Promise<{ record: EpochRecord; embeddings?: Embeddings }> {
  const measured = test && await measuredOn(model, test, epoch);
  const averaged = test && average && await average.during(() => measuredOn(model, test, epoch));
  const record = {
    epoch,
    trainLoss: lossSum / images,
    ...measured?.result,
    ...(averaged ? { ema: averaged.result } : {}),
    seconds,
    imagesPerSecond: images / seconds,
    learningRate,
  };
  return {
    record: { ...record, summary: summarize(record, epochs) },
    embeddings: measured?.embeddings,
  };
}

async function measuredOn(
  model: Model,
  test: Dataset,
  epoch: number,
): Promise<{ result: TestResult; embeddings: Embeddings }> {
  const strangers = isOfStrangers(model, test);
  const { embeddings, loss } = await embedAll(model, test, { withLoss: !strangers });
  if (!Number.isFinite(loss)) {
    throw new InputError(
      `the test loss is ${loss} after epoch ${epoch}: lower the learning rate or the scale`,
    );
  }
  const { accuracy, intraClassAngle, nearestClassAngle } = measure(embeddings, loss);
  const result = strangers ? toldApart(embeddings) : { testLoss: loss, testAccuracy: accuracy };
  return { result: { ...result, intraClassAngle, nearestClassAngle }, embeddings };
}

/** Up to this many embeddings, the cosines of all pairs are held in memory: 18 MB. */
const MAX_EXACT = 3000;

/** How well images of unseen classes are told apart. */
function toldApart(embeddings: Embeddings) {
  const pairs = embeddings.labels.length <= MAX_EXACT ? pairScores : pairHistogram;
  return {
    equalErrorRate: equalErrorRate(pairs(embeddings)).rate,
    precisionAt1: precisionAt1(embeddings),
  };
}

/**
 * The better of the best epoch so far and this one, by the moving average's result if there is one.
 */
export function betterOf(best: BestEpoch | undefined, record: EpochRecord): BestEpoch | undefined {
  const { testAccuracy, equalErrorRate } = record.ema ?? record;
  const value = testAccuracy ?? (equalErrorRate === undefined ? undefined : 1 - equalErrorRate);
  if (value === undefined || (best && value <= best.value)) return best;
  return { epoch: record.epoch, value };
}
