import { InputError } from "../errors.ts";

/** Verification accuracy on each fold, at the best threshold of the other folds. */
export interface FoldAccuracy {
  /** Of the folds' accuracies, 0 … 1. */
  mean: number;
  /** Sample standard deviation over the folds. */
  std: number;
  /** `[folds]`. */
  accuracies: number[];
  /** Each fold's threshold, in units of the scores: `[folds]`. */
  thresholds: number[];
}

/**
 * Verification accuracy by cross-validation, as reported on LFW: consecutive folds of pairs, each
 * with the best threshold of the other folds.
 *
 * Thresholds are midway between two scores; of several best ones the lowest is taken. A pair counts
 * as "same" at or above the threshold.
 *
 * Source: Huang et al., "Labeled Faces in the Wild" (2007), view 2.
 *
 * @param scores Score of each pair, `[N]`.
 * @param same Whether each pair is of one class, `[N]`.
 * @throws {InputError} Mismatched lengths, fewer pairs than folds, a NaN score (names its index).
 */
export function foldAccuracy(
  scores: ArrayLike<number>,
  same: ArrayLike<boolean>,
  { folds = 10 }: { folds?: number } = {},
): FoldAccuracy {
  check(scores, same, folds);
  const foldOf = (i: number) => Math.floor(i * folds / scores.length);
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((i, j) =>
    scores[i] - scores[j]
  );
  const results = Array.from({ length: folds }, (_, fold) => {
    const threshold = bestThreshold(order.filter((i) => foldOf(i) !== fold), scores, same);
    const own = order.filter((i) => foldOf(i) === fold);
    const right = own.filter((i) => (scores[i] >= threshold) === same[i]).length;
    return { threshold, accuracy: right / own.length };
  });
  const accuracies = results.map(({ accuracy }) => accuracy);
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / folds;
  const squares = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    std: Math.sqrt(squares / (folds - 1)),
    accuracies,
    thresholds: results.map(({ threshold }) => threshold),
  };
}

/** @param order Indices of pairs by ascending score. */
function bestThreshold(
  order: number[],
  scores: ArrayLike<number>,
  same: ArrayLike<boolean>,
): number {
  // From "all pairs are same" upward: each pair the threshold passes changes its prediction.
  let right = order.filter((i) => same[i]).length;
  let best = { right, threshold: -Infinity };
  for (let k = 0; k < order.length; k++) {
    right += same[order[k]] ? -1 : 1;
    const next = order[k + 1], isLast = next === undefined;
    if (!isLast && scores[next] === scores[order[k]]) continue;
    if (right > best.right) {
      best = { right, threshold: isLast ? Infinity : (scores[order[k]] + scores[next]) / 2 };
    }
  }
  return best.threshold;
}

function check(scores: ArrayLike<number>, same: ArrayLike<boolean>, folds: number): void {
  if (scores.length !== same.length) {
    throw new InputError(
      `foldAccuracy: ${scores.length} scores for ${same.length} pairs; give each pair one score`,
    );
  }
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= scores.length)) {
    throw new InputError(
      `foldAccuracy: folds is ${folds} for ${scores.length} pairs; give a whole number from 2, and at least as many pairs`,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) {
      throw new InputError(`foldAccuracy: score ${i} is NaN; leave the pair out`);
    }
  }
}
