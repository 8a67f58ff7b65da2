/** Verification (1:1): two embeddings match if their cosine reaches a threshold. */
import { InputError } from "../errors.ts";
import { checkBothKinds, type PairScores } from "./pair_scores.ts";

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
 * @param scores In ascending order, as from `pairScores`.
 * @param options.points Keep about this many, evenly spaced in log FAR; by default all.
 * @throws {InputError} No pairs of one kind, unsorted or NaN scores (names the index), or `points`
 * below 1.
 */
export function roc(scores: PairScores, { points = Infinity }: { points?: number } = {}): Roc {
  check("roc", scores);
  if (!(points >= 1)) {
    throw new InputError(`roc: points is ${points}; give 1 or more, or leave it out for all`);
  }
  const kept: [number, number, number][] = [[Infinity, 0, 0]];
  const step = Math.log10(scores.different.length) / points;
  let next = 0;
  walkDown(scores, (threshold, different, same) => {
    const isEnd = different === scores.different.length && same === scores.same.length;
    if (points !== Infinity && !isEnd && Math.log10(Math.max(1, different)) < next) return;
    kept.push([threshold, different / scores.different.length, same / scores.same.length]);
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
 * @param scores In ascending order, as from `pairScores`.
 * @returns 0 … 1.
 * @throws {InputError} No pairs of one kind, or unsorted or NaN scores (names the index).
 */
export function areaUnderRoc(scores: PairScores): number {
  check("areaUnderRoc", scores);
  let area = 0, lastDifferent = 0, lastSame = 0;
  walkDown(scores, (_, different, same) => {
    area += (different - lastDifferent) * (same + lastSame) / 2;
    [lastDifferent, lastSame] = [different, same];
  });
  return area / scores.different.length / scores.same.length;
}

/**
 * Equal error rate: where FAR equals the false reject rate, interpolated linearly between the two
 * nearest points of the ROC.
 *
 * @param scores In ascending order, as from `pairScores`.
 * @returns `rate` 0 … 1, and the `threshold` at or above which a pair is accepted.
 * @throws {InputError} No pairs of one kind, or unsorted or NaN scores (names the index).
 */
export function equalErrorRate(scores: PairScores): { rate: number; threshold: number } {
  check("equalErrorRate", scores);
  let last = { far: 0, frr: 1, threshold: Infinity },
    found: { rate: number; threshold: number } | undefined;
  walkDown(scores, (threshold, different, same) => {
    if (found) return;
    const far = different / scores.different.length, frr = 1 - same / scores.same.length;
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
 * @param scores In ascending order, as from `pairScores`.
 * @param far 0 … 1. Below 1/(impostor pairs) no impostor pair is accepted.
 * @returns `rate` 0 … 1, and the `threshold` at or above which a pair is accepted.
 * @throws {InputError} No pairs of one kind, unsorted or NaN scores (names the index), or `far`
 * outside 0 … 1.
 */
export function trueAcceptRateAt(
  scores: PairScores,
  far: number,
): { rate: number; threshold: number } {
  check("trueAcceptRateAt", scores);
  if (!(far >= 0 && far <= 1)) {
    throw new InputError(`trueAcceptRateAt: far is ${far}; it is a share, 0 to 1`);
  }
  let best = { rate: 0, threshold: Infinity };
  walkDown(scores, (threshold, different, same) => {
    if (different / scores.different.length <= far) {
      best = { rate: same / scores.same.length, threshold };
    }
  });
  return best;
}

function check(name: string, scores: PairScores): void {
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
  { same, different }: PairScores,
  at: (threshold: number, different: number, same: number) => void,
): void {
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
