/** Row `index` of `[N, D]` values. */
export function row(values: Float32Array | Float64Array, index: number, size: number) {
  return values.subarray(index * size, (index + 1) * size);
}

/** ‖v‖₂. Squares of float32 numbers neither overflow nor underflow in the float64 used here. */
export function norm(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < vector.length; d++) sum += vector[d] * vector[d];
  return Math.sqrt(sum);
}

/**
 * Angle between two directions, in degrees.
 *
 * Kahan's 2·atan(‖û − v̂‖ / ‖û + v̂‖): accurate to the last digits even near 0° and 180°, where the
 * arc cosine of û·v̂ loses half of them (rounding alone gives 1e-6°).
 *
 * @param vector A vector of norm `length` > 0.
 * @param unit A vector of norm 1.
 */
export function angleToUnit(
  vector: ArrayLike<number>,
  length: number,
  unit: ArrayLike<number>,
): number {
  let difference = 0, sum = 0;
  for (let d = 0; d < unit.length; d++) {
    const u = vector[d] / length;
    difference += (u - unit[d]) ** 2;
    sum += (u + unit[d]) ** 2;
  }
  return 2 * Math.atan2(Math.sqrt(difference), Math.sqrt(sum)) * (180 / Math.PI);
}
