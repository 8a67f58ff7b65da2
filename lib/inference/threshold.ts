/** The threshold for a wanted rate of false accepts, and how sure it is. */
import { check, integer, properShare, whole } from "../check.ts";
import { InputError } from "../errors.ts";
import type { Labelled } from "../metrics/mod.ts";
import { seededRandom } from "../random.ts";
import { degreesOf } from "./_angles.ts";
import { type PairTail, pairTail } from "./_pair_tail.ts";
import { type Found, impostorsIn, thresholdFor } from "./_threshold_for.ts";

/** Lowest and highest of the middle 95 % of the resamples. */
export type Interval = readonly [low: number, high: number];

/** A threshold that was chosen. */
export interface ChosenThreshold {
  /** Two embeddings are of one class at or above this cosine. */
  cosine: number;
  /** The same as an angle: at or below so many degrees. */
  degrees: number;
  /** The share of impostor pairs that may be accepted, as it was asked for. */
  falseAcceptRate: number;
  /** The share of genuine pairs that is accepted, 0 … 1. */
  trueAcceptRate: number;
  /** 95 % of a bootstrap over classes; absent with fewer than three, of which a resample says nothing. */
  interval?: { cosine: Interval; degrees: Interval; trueAcceptRate: Interval };
  /** What it was chosen from. */
  pairs: { same: number; different: number; classes: number };
}

/** Options of {@linkcode chooseThreshold}. */
export interface ChooseThresholdOptions {
  /** Share of pairs of different classes that may be accepted, above 0 and below 1. */
  falseAcceptRate: number;
  /**
   * Of the resamples.
   * @default {1}
   */
  seed?: number;
  /**
   * How often classes are drawn anew.
   * @default {200}
   */
  resamples?: number;
}

/** Classes, without which there is no interval: of two, a resample has both or no impostors. */
const FEWEST = 3;
/** Of its own among the streams of random numbers. */
const STREAM = 53;

/**
 * Choose the threshold for a wanted false accept rate on all pairs of some embeddings: the lowest
 * cosine that at most this share of the pairs of different classes reaches.
 *
 * The interval is a bootstrap's: as many classes are drawn with replacement, and pairs count as
 * often as their classes were drawn. Pairs of a class with a copy of itself are left out.
 *
 * @param embeddings `[N, D]` with labels, of classes that the model was not trained on if possible.
 * @throws {InputError} No pairs of one kind, or an embedding without direction. {@linkcode
 * RangeError} for options out of range.
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * const embeddings = Float32Array.of(1, 0, 1, 0.1, 0, 1, 0.1, 1);
 * const labelled = { embeddings, embeddingSize: 2, labels: [0, 0, 1, 1] };
 * const { degrees, trueAcceptRate } = chooseThreshold(labelled, { falseAcceptRate: 0.01 });
 * assert(degrees > 78 && degrees < 79); // the nearest two of different classes are 78.6° apart
 * assert(trueAcceptRate === 1);
 * ```
 */
export function chooseThreshold(
  embeddings: Labelled,
  { falseAcceptRate, seed = 1, resamples = 200 }: ChooseThresholdOptions,
): ChosenThreshold {
  check(falseAcceptRate, properShare, "chooseThreshold: falseAcceptRate");
  check(seed, integer, "chooseThreshold: seed");
  check(resamples, whole(1), "chooseThreshold: resamples");
  refuseOneClass(embeddings.labels);
  const tail = pairTail(embeddings, falseAcceptRate);
  const { cosine, trueAcceptRate } = thresholdFor(
    tail,
    tail.counts.map(() => 1),
    falseAcceptRate,
  )!;
  const pairs = pairsIn(tail);
  const drawn = pairs.classes < FEWEST ? [] : resampled(tail, { falseAcceptRate, seed, resamples });
  return {
    ...{ cosine, degrees: degreesOf(cosine), falseAcceptRate, trueAcceptRate },
    ...(pairs.classes < FEWEST ? {} : { interval: intervalsOf(drawn) }),
    pairs,
  };
}

function refuseOneClass(labels: Labelled["labels"]): void {
  if (Array.from(labels).some((label) => label !== labels[0])) return;
  throw new InputError(
    "a threshold is chosen on pairs of two classes, and these images are of one: hold out two classes or more",
  );
}

function intervalsOf(drawn: Found[]): NonNullable<ChosenThreshold["interval"]> {
  const cosine = intervalOf(drawn.map((one) => one.cosine));
  return {
    cosine,
    degrees: [degreesOf(cosine[1]), degreesOf(cosine[0])],
    trueAcceptRate: intervalOf(drawn.map((one) => one.trueAcceptRate)),
  };
}

function pairsIn({ counts, same }: PairTail): ChosenThreshold["pairs"] {
  return {
    same: same.reduce((sum, { length }) => sum + length, 0),
    different: impostorsIn(counts),
    classes: counts.filter((count) => count > 0).length,
  };
}

/** A draw that has no pairs of one kind gives nothing, and is drawn again. */
function resampled(
  tail: PairTail,
  { falseAcceptRate, seed, resamples }: Required<ChooseThresholdOptions>,
): Found[] {
  const random = seededRandom(seed, STREAM), found: Found[] = [];
  const present = [...tail.counts.keys()].filter((label) => tail.counts[label] > 0);
  while (found.length < resamples) {
    const weights = new Float64Array(tail.counts.length);
    for (let i = 0; i < present.length; i++) {
      weights[present[Math.floor(random() * present.length)]]++;
    }
    const one = thresholdFor(tail, weights, falseAcceptRate);
    if (one) found.push(one);
  }
  return found;
}

function intervalOf(values: number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b),
    at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(0.025), at(0.975)];
}
