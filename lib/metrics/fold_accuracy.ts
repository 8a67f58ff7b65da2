import { InputError } from "../errors.ts";

/** Accuracy of "same or not" on each fold, with the threshold that is best on the others. */
export interface FoldAccuracy {
  mean: number;
  /** Sample standard deviation over the folds. */
  deviation: number;
  /** `[folds]`. */
  accuracies: number[];
  thresholds: number[];
}

/**
 * Verification accuracy as LFW reports it: pairs in folds, in the order given; for each fold the threshold is chosen on the other folds.
 *
 * Thresholds lie midway between two scores; of several best ones the lowest is taken. A pair is "same" from the threshold up.
 *
 * Source: Huang et al., "Labeled Faces in the Wild" (2007), view 2.
 *
 * @param scores Of the pairs, `[N]`.
 * @param same Whether each pair is of one class, `[N]`.
 * @throws {InputError} Lengths that differ, fewer pairs than folds, or a score that is not a number (names its index).
 */
export function foldAccuracy(
  scores: ArrayLike<number>,
  same: ArrayLike<boolean>,
  { folds = 10 }: { folds?: number } = {},
): FoldAccuracy {
  check(scores, same, folds);
  const foldOf = (i: number) => Math.floor(i * folds / scores.length);
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((i, j) => scores[i] - scores[j]);
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
    deviation: Math.sqrt(squares / (folds - 1)),
    accuracies,
    thresholds: results.map(({ threshold }) => threshold),
  };
}

/** @param order Pairs by rising score. */
function bestThreshold(order: number[], scores: ArrayLike<number>, same: ArrayLike<boolean>): number {
  // From "all are same" upward: each pair that the threshold passes changes sides.
  let right = order.filter((i) => same[i]).length;
  let best = { right, threshold: -Infinity };
  for (let k = 0; k < order.length; k++) {
    right += same[order[k]] ? -1 : 1;
    const next = order[k + 1], isLast = next === undefined;
    if (!isLast && scores[next] === scores[order[k]]) continue;
    if (right > best.right) best = { right, threshold: isLast ? Infinity : (scores[order[k]] + scores[next]) / 2 };
  }
  return best.threshold;
}

function check(scores: ArrayLike<number>, same: ArrayLike<boolean>, folds: number): void {
  if (scores.length !== same.length) {
    throw new InputError(`foldAccuracy: ${scores.length} scores for ${same.length} pairs; give each pair one score`);
  }
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= scores.length)) {
    throw new InputError(
      `foldAccuracy: folds is ${folds} for ${scores.length} pairs; give a whole number from 2, and at least as many pairs`,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) throw new InputError(`foldAccuracy: score ${i} is NaN; leave the pair out`);
  }
}
