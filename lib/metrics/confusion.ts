import { InputError } from "../errors.ts";

/** Some 200 MB of counts. */
const MAX_CLASSES = 5000;

/**
 * Confusion matrix: how often class i is predicted as class j.
 *
 * @param predicted Predicted classes, `[N]`.
 * @param labels True classes, `[N]`.
 * @param classes C; by default one more than the largest label or prediction.
 * @returns `[C][C]`, one row per true class.
 * @throws {InputError} Mismatched lengths, no labels, an invalid class (names its index), or more
 * than 5,000 classes.
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes?: number,
): number[][] {
  if (predicted.length !== labels.length) {
    throw new InputError(
      `confusionMatrix: ${predicted.length} predictions for ${labels.length} labels; give each label one prediction`,
    );
  }
  if (labels.length === 0) throw new InputError("confusionMatrix: no labels; give at least one");
  const all = [...Array.from(labels), ...Array.from(predicted)];
  const size = classes ??
    Math.floor(all.reduce((largest, value) => Math.max(largest, value), 0)) + 1;
  if (size > MAX_CLASSES) {
    throw new InputError(
      `confusionMatrix: ${size} classes make ${size} × ${size} counts, which do not fit in memory; give at most ${MAX_CLASSES}`,
    );
  }
  const wrong = all.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < size));
  if (wrong !== -1) {
    const [what, index] = wrong < labels.length
      ? ["label", wrong]
      : ["prediction", wrong - labels.length];
    throw new InputError(
      `confusionMatrix: ${what} ${index} is ${all[wrong]}, but classes are 0 to ${size - 1}`,
    );
  }
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let i = 0; i < labels.length; i++) matrix[labels[i]][predicted[i]]++;
  return matrix;
}

/**
 * Recall per class: the share of its images predicted correctly; NaN for a class without images.
 *
 * @param matrix From `confusionMatrix`.
 * @returns `[C]`.
 */
export function accuracyPerClass(matrix: number[][]): number[] {
  return matrix.map((row, c) => row[c] / row.reduce((sum, count) => sum + count, 0));
}
