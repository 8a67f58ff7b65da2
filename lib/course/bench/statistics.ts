/** Summary statistics of repeated measurements. */

/** Median, smallest and largest. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/**
 * Median with spread; for an even number of values, the mean of the middle two.
 *
 * @param values At least one.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { spreadOf } from "./statistics.ts";
 *
 * assertEquals(spreadOf([3, 1, 10, 2]), { median: 2.5, min: 1, max: 10 });
 * ```
 */
export function spreadOf(values: number[]): Spread {
  if (values.length === 0) throw new RangeError("spreadOf: there are no values");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/**
 * Multiples of the reference, round by round. On a shared machine, a slow phase then hits both
 * sides of a ratio.
 *
 * @param values One per round.
 * @param reference The same rounds.
 */
export function ratiosTo(reference: number[], values: number[]): number[] {
  if (values.length !== reference.length) {
    throw new RangeError(`ratiosTo: ${values.length} rounds against ${reference.length}`);
  }
  return values.map((value, round) => value / reference[round]);
}

/**
 * Floating-point operations necessary for one image's training step: the article's convolutions and
 * dense layers forward (a multiplication and an addition per weight and position), twice that
 * backward, less the first layer's input gradient, which is not needed.
 */
export function operationsPerImage(): number {
  const conv1 = 2 * 26 * 26 * 32 * 9;
  const conv2 = 2 * 24 * 24 * 64 * 9 * 32;
  const dense = 2 * (7744 * 256 + 256 * 128 + 128 * 2 + 2 * 10);
  return 3 * (conv1 + conv2 + dense) - conv1; // 76.6 million
}
