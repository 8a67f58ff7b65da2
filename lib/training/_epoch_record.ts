/** Measuring a model after an epoch. */
import { InputError } from "../errors.ts";
import {
  equalErrorRate,
  foldAccuracy,
  listedPairs,
  pairHistogram,
  pairScores,
  precisionAt1,
  type Scores,
  trueAcceptRateAt,
} from "../metrics/mod.ts";
import type { Dataset, Embeddings, EpochRecord, Model, Split, TestResult } from "../types.ts";
import { someStrangers } from "./some_strangers.ts";
import { isOfStrangers } from "./checks.ts";
import { embedAll, type Evaluation, measure } from "./evaluate.ts";
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
  { model, data, average }: Pick<RunningFit, "model" | "data" | "average">,
  { epoch, epochs, lossSum, images, seconds, learningRate }: EpochSums,
): Promise<{ record: EpochRecord; embeddings?: Embeddings }> {
  const measured = await measuredOn(model, data, epoch);
  const averaged = measured && average &&
    await average.during(() => measuredOn(model, data, epoch));
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

interface Measured {
  result: TestResult;
  embeddings: Embeddings;
}

/** On the test set, and on unseen classes. */
async function measuredOn(
  model: Model,
  { test, unseen, pairs }: Split,
  epoch: number,
): Promise<Measured | undefined> {
  const known = test && await measuredOnTest(model, test, epoch);
  if (!unseen) return known && pairs ? withPairs(known, pairs) : known;
  const { embeddings: found } = await embedAll(model, unseen, { withLoss: false });
  const { prototypes: _, ...embeddings } = found; // they are of other classes
  const apart = { ...toldApart(embeddings, pairs), ...anglesOf(measure(embeddings, 0)) };
  return { result: { ...apart, ...known?.result }, embeddings: known?.embeddings ?? embeddings };
}

function anglesOf({ intraClassAngle, nearestClassAngle }: Evaluation) {
  return { intraClassAngle, nearestClassAngle };
}

async function measuredOnTest(model: Model, test: Dataset, epoch: number): Promise<Measured> {
  const strangers = isOfStrangers(model, test);
  const { embeddings, loss } = await embedAll(model, test, { withLoss: !strangers });
  if (!Number.isFinite(loss)) {
    throw new InputError(
      `the test loss is ${loss} after epoch ${epoch}: lower the learning rate or the scale`,
    );
  }
  const found = measure(embeddings, loss);
  const result = strangers
    ? toldApart(embeddings)
    : { testLoss: loss, testAccuracy: found.accuracy };
  return { result: { ...result, ...anglesOf(found) }, embeddings };
}

/** Up to this many embeddings, the cosines of all pairs are held in memory: 18 MB. */
const MAX_EXACT = 3000;

/** One impostor pair in a thousand. */
const FALSE_ACCEPT_RATE = 1e-3;

/** How well images of unseen classes are told apart. */
function toldApart(embeddings: Embeddings, pairs?: Split["pairs"]) {
  const some = someStrangers(embeddings), rank1 = precisionAt1(some);
  if (pairs) return { ...ofPairs(embeddings, pairs), rank1 };
  const all = some.labels.length <= MAX_EXACT ? pairScores : pairHistogram;
  return { ...ratesOf(all(some)), rank1 };
}

function ratesOf(scores: Scores) {
  return {
    equalErrorRate: equalErrorRate(scores).rate,
    trueAcceptRate: trueAcceptRateAt(scores, FALSE_ACCEPT_RATE).rate,
  };
}

function ofPairs(embeddings: Embeddings, pairs: NonNullable<Split["pairs"]>) {
  const listed = listedPairs(embeddings, pairs), folds = Math.min(10, pairs.length);
  return {
    ...ratesOf(listed),
    ...(folds < 2
      ? {}
      : { pairAccuracy: foldAccuracy(listed.scores, listed.isSame, { folds }).mean }),
  };
}

function withPairs({ result, embeddings }: Measured, pairs: NonNullable<Split["pairs"]>): Measured {
  return { result: { ...result, ...ofPairs(embeddings, pairs) }, embeddings };
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
