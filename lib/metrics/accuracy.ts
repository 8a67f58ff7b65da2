import { InputError } from "../errors.ts";

/**
 * The share of correct predictions.
 *
 * @param predicted Predicted classes, `[N]`.
 * @param labels True classes, `[N]`.
 * @returns 0 … 1.
 * @throws {InputError} Mismatched lengths, or no labels.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(accuracy([3, 1, 4, 1], [3, 1, 4, 7]), 0.75);
 * ```
 */
export function accuracy(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  if (predicted.length !== labels.length) {
    throw new InputError(
      `accuracy: ${predicted.length} predictions for ${labels.length} labels; give each label one prediction`,
    );
  }
  if (labels.length === 0) throw new InputError("accuracy: no labels; give at least one");
  let correct = 0;
  for (let i = 0; i < labels.length; i++) if (predicted[i] === labels[i]) correct++;
  return correct / labels.length;
}
