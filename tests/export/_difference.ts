/**
 * The largest difference, as a share of the largest number, at least 1: float32 has seven digits.
 */
export function difference(numbers: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (numbers.length !== expected.length) return NaN;
  let most = 0, largest = 1;
  for (let i = 0; i < expected.length; i++) {
    most = Math.max(most, Math.abs(numbers[i] - expected[i]));
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return most / largest;
}
