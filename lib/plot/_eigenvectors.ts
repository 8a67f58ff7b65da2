/** An eigenvector of length 1 and its eigenvalue. */
export interface Eigenpair {
  vector: Float64Array;
  value: number;
}

/**
 * Find the eigenvector with the largest eigenvalue by power iteration.
 *
 * @param matrix `[D, D]`, row by row, symmetric, positive semidefinite.
 * @param D Its size.
 * @param before An eigenvector already found: the result is orthogonal to it.
 */
export function leadingEigenvector(
  matrix: Float64Array,
  D: number,
  before?: Float64Array,
): Eigenpair {
  // The start must not be orthogonal to the result: a sine has no pattern that data would share.
  let vector = unit(
    Float64Array.from({ length: D }, (_, d) => Math.sin(12.9898 * (d + 1))),
    before,
  );
  for (let round = 0; round < 1000; round++) {
    const next = unit(times(matrix, vector), before);
    const turned = 1 - Math.abs(dot(next, vector));
    vector = next;
    if (turned < 1e-14) break;
  }
  // The sign of an eigenvector is arbitrary: the largest entry is made positive.
  const largest = vector.reduce(
    (best, value) => Math.abs(value) > Math.abs(best) ? value : best,
    0,
  );
  if (largest < 0) vector = vector.map((value) => -value);
  return { vector, value: dot(vector, times(matrix, vector)) };
}

/** The vector orthogonal to `before`, normalised; if nothing is left, any such unit vector. */
function unit(vector: Float64Array, before?: Float64Array): Float64Array {
  const straight = before ? without(vector, before) : vector;
  const length = Math.sqrt(dot(straight, straight));
  // What is left of a vector along `before` is rounding noise and not orthogonal to anything.
  if (length > 1e-12 * Math.sqrt(dot(vector, vector))) {
    return straight.map((value) => value / length);
  }
  const least = before
    ? before.reduce((best, value, d) => Math.abs(value) < Math.abs(before[best]) ? d : best, 0)
    : 0;
  return unit(vector.map((_, d) => d === least ? 1 : 0), before);
}

function without(vector: Float64Array, direction: Float64Array): Float64Array {
  const share = dot(vector, direction);
  return vector.map((value, d) => value - share * direction[d]);
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const D = vector.length;
  return vector.map((_, a) => dot(matrix.subarray(a * D, (a + 1) * D), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}
