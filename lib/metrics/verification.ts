/** Verification (1:1): two embeddings match if their cosine reaches a threshold. */
import { InputError } from "../errors.ts";
import type { PairHistogram } from "./pair_histogram.ts";
import { checkBothKinds, type PairScores } from "./pair_scores.ts";

/** Exact cosines of pairs, or how many there are of each. */
export type Scores = PairScores | PairHistogram;

/** Receiver operating characteristic, by descending threshold; equal scores share a point. */
export interface Roc {
  /** A pair is accepted at or above this score; the first threshold, Infinity, accepts none. */
  thresholds: Float32Array;
  /** FAR: share of impostor pairs that are accepted. */
  falseAccept: Float64Array;
  /** TAR: share of genuine pairs that are accepted. */
  trueAccept: Float64Array;
}

/**
 * The ROC, with one point per distinct score.
 *
 * @param scores As from `pairScores`, in ascending order, or from `pairHistogram`.
 * @param options.points Keep about this many, evenly spaced in log FAR; by default all.
 * @throws {InputError} No pairs of one kind, unsorted or NaN scores (names the index), or `points`
 * below 1.
 */
export function roc(scores: Scores, { points = Infinity }: { points?: number } = {}): Roc {
  const totals = checkedTotals("roc", scores);
  if (!(points >= 1)) {
    throw new InputError(`roc: points is ${points}; give 1 or more, or leave it out for all`);
  }
  const kept: [number, number, number][] = [[Infinity, 0, 0]];
  const step = Math.log10(totals.different) / points;
  let next = 0;
  walkDown(scores, (threshold, different, same) => {
    const isEnd = different === totals.different && same === totals.same;
    if (points !== Infinity && !isEnd && Math.log10(Math.max(1, different)) < next) return;
    kept.push([threshold, different / totals.different, same / totals.same]);
    next = Math.log10(Math.max(1, different)) + step;
  });
  return {
    thresholds: Float32Array.from(kept, ([threshold]) => threshold),
    falseAccept: Float64Array.from(kept, ([, far]) => far),
    trueAccept: Float64Array.from(kept, ([, , tar]) => tar),
  };
}

/**
 * Area under the ROC: the probability that a genuine pair scores higher than an impostor pair. Ties
 * count half.
 *
 * @param scores As from `pairScores`, in ascending order, or from `pairHistogram`.
 * @returns 0 … 1.
 * @throws {InputError} No pairs of one kind, or unsorted or NaN scores (names the index).
 */
export function areaUnderRoc(scores: Scores): number {
  const totals = checkedTotals("areaUnderRoc", scores);
  let area = 0, lastDifferent = 0, lastSame = 0;
  walkDown(scores, (_, different, same) => {
    area += (different - lastDifferent) * (same + lastSame) / 2;
    [lastDifferent, lastSame] = [different, same];
  });
  return area / totals.different / totals.same;
}

/**
 * Equal error rate: where FAR equals the false reject rate, interpolated linearly between the two
 * nearest points of the ROC.
 *
 * @param scores As from `pairScores`, in ascending order, or from `pairHistogram`.
 * @returns `rate` 0 … 1, and the `threshold` at or above which a pair is accepted.
 * @throws {InputError} No pairs of one kind, or unsorted or NaN scores (names the index).
 */
export function equalErrorRate(scores: Scores): { rate: number; threshold: number } {
  const totals = checkedTotals("equalErrorRate", scores);
  let last = { far: 0, frr: 1, threshold: Infinity },
    found: { rate: number; threshold: number } | undefined;
  walkDown(scores, (threshold, different, same) => {
    if (found) return;
    const far = different / totals.different, frr = 1 - same / totals.same;
    if (far >= frr) {
      const [before, after] = [last.frr - last.far, far - frr]; // both ≥ 0
      const share = before + after > 0 ? before / (before + after) : 0;
      found = { rate: last.far + share * (far - last.far), threshold };
    }
    last = { far, frr, threshold };
  });
  return found!;
}

/**
 * TAR at FAR: the largest share of genuine pairs accepted at a threshold that accepts at most this
 * share of impostor pairs.
 *
 * @param scores As from `pairScores`, in ascending order, or from `pairHistogram`.
 * @param far 0 … 1. Below 1/(impostor pairs) no impostor pair is accepted.
 * @returns `rate` 0 … 1, and the `threshold` at or above which a pair is accepted.
 * @throws {InputError} No pairs of one kind, unsorted or NaN scores (names the index), or `far`
 * outside 0 … 1.
 */
export function trueAcceptRateAt(
  scores: Scores,
  far: number,
): { rate: number; threshold: number } {
  const totals = checkedTotals("trueAcceptRateAt", scores);
  if (!(far >= 0 && far <= 1)) {
    throw new InputError(`trueAcceptRateAt: far is ${far}; it is a share, 0 to 1`);
  }
  let best = { rate: 0, threshold: Infinity };
  walkDown(scores, (threshold, different, same) => {
    if (different / totals.different <= far) {
      best = { rate: same / totals.same, threshold };
    }
  });
  return best;
}

/** How many pairs there are of each kind. */
function checkedTotals(name: string, scores: Scores): { same: number; different: number } {
  if ("thresholds" in scores) {
    const [same, different] = [scores.same, scores.different].map((counts) =>
      counts.reduce((sum, count) => sum + count, 0)
    );
    return { same, different };
  }
  checkOrder(name, scores);
  return { same: scores.same.length, different: scores.different.length };
}

function checkOrder(name: string, scores: PairScores): void {
  checkBothKinds(name, scores);
  for (const kind of ["same", "different"] as const) {
    const index = scores[kind].findIndex((score, i, all) =>
      !(score >= (i > 0 ? all[i - 1] : -Infinity))
    );
    if (index === -1) continue;
    const fault = Number.isNaN(scores[kind][index]) ? "is not a number" : "is below the one before";
    throw new InputError(
      `${name}: ${kind}[${index}] ${fault}; give scores sorted upward, as pairScores does`,
    );
  }
}

/** Call `at` for each distinct score, in descending order, with how many of each kind reach it. */
function walkDown(
  scores: Scores,
  at: (threshold: number, different: number, same: number) => void,
): void {
  if ("thresholds" in scores) return walkBins(scores, at);
  const { same, different } = scores;
  let s = same.length, d = different.length;
  while (s > 0 || d > 0) {
    const threshold = Math.max(
      s > 0 ? same[s - 1] : -Infinity,
      d > 0 ? different[d - 1] : -Infinity,
    );
    while (s > 0 && same[s - 1] === threshold) s--;
    while (d > 0 && different[d - 1] === threshold) d--;
    at(threshold, different.length - d, same.length - s);
  }
}

function walkBins(
  { thresholds, same, different }: PairHistogram,
  at: (threshold: number, different: number, same: number) => void,
): void {
  let s = 0, d = 0;
  for (let bin = thresholds.length - 1; bin >= 0; bin--) {
    if (same[bin] + different[bin] === 0) continue;
    s += same[bin];
    d += different[bin];
    at(thresholds[bin], d, s);
  }
}
