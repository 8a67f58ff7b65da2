/** Directions of embeddings, and angles between them, in float64. */
import { InputError } from "../errors.ts";

/** Degrees in a radian. */
const DEGREES = 180 / Math.PI;

/** Rows `[N, D]` scaled to unit norm; a row of zeros stays as it is. */
export function unitRows(rows: Float32Array, size: number): Float64Array {
  const unit = new Float64Array(rows); // from() asks for number after number
  for (let from = 0; from < unit.length; from += size) {
    let squares = 0;
    for (let d = from; d < from + size; d++) squares += unit[d] ** 2;
    if (squares === 0) continue;
    const norm = Math.sqrt(squares);
    for (let d = from; d < from + size; d++) unit[d] /= norm;
  }
  return unit;
}

/** The mean direction of rows `[N, D]`, a unit vector `[D]`. */
export function meanOf(rows: Float32Array, size: number): Float32Array {
  const sum = new Float64Array(size);
  unitRows(rows, size).forEach((value, i) => sum[i % size] += value);
  return new Float32Array(unitRows(new Float32Array(sum), size));
}

/** The cosine of two unit rows. */
export function cosineOf(
  [a, i]: readonly [Float64Array, number],
  [b, j]: readonly [Float64Array, number],
  size: number,
): number {
  let sum = 0;
  for (let d = 0; d < size; d++) sum += a[i * size + d] * b[j * size + d];
  return sum;
}

/** Degrees, 0 … 180, of a cosine, which rounding may have put beyond ±1. */
export function degreesOf(cosine: number): number {
  return Math.acos(Math.max(-1, Math.min(1, cosine))) * DEGREES;
}

/** The cosine of degrees. */
export function cosineOfDegrees(degrees: number): number {
  return Math.cos(degrees / DEGREES);
}

/**
 * Refuse embeddings that were not computed, or not by this model.
 *
 * @param numbers `[N, D]`, row by row.
 * @param options.size D.
 */
export function checkRows(
  numbers: Float32Array,
  { size, where }: { size: number; where: string },
): number {
  const count = numbers.length / size;
  if (!Number.isInteger(count) || count === 0) {
    throw new InputError(
      `${where}: ${numbers.length} numbers are not embeddings of ${size}; give those of the same model`,
    );
  }
  const wrong = numbers.findIndex((number) => !Number.isFinite(number));
  if (wrong === -1) return count;
  throw new InputError(`${where}: embedding ${Math.floor(wrong / size)} is not finite`);
}
