import { InputError } from "../errors.ts";
import { norm, row } from "./_unit.ts";

/** Embeddings `[N, D]`, row-major, with labels. */
export interface Labelled {
  /** N·D numbers. */
  embeddings: Float32Array | readonly number[];
  /** D. */
  embeddingSize: number;
  /** `[N]`, integers from 0. */
  labels: ArrayLike<number>;
}

/**
 * The embeddings scaled to unit norm, `[N, D]`.
 *
 * @throws {InputError} Mismatched lengths, no embeddings, an invalid label, or an embedding that is
 * not finite or zero (names its index).
 */
export function unitRows(
  name: string,
  { embeddings, embeddingSize, labels }: Labelled,
): Float64Array {
  if (labels.length === 0) throw new InputError(`${name}: no embeddings; give at least one`);
  if (embeddings.length !== labels.length * embeddingSize) {
    throw new InputError(
      `${name}: ${embeddings.length} numbers are not ${labels.length} embeddings of ${embeddingSize}; give each embedding one label`,
    );
  }
  for (let i = 0; i < labels.length; i++) {
    if (Number.isInteger(labels[i]) && labels[i] >= 0) continue;
    throw new InputError(`${name}: label ${i} is ${labels[i]}; give whole numbers from 0`);
  }
  return unitVectors(name, embeddings, { size: embeddingSize, what: "embedding" });
}

/** A typed array, whose `subarray` makes views without copying. */
export function asTyped(numbers: Float32Array | readonly number[]): Float32Array | Float64Array {
  return numbers instanceof Float32Array ? numbers : Float64Array.from(numbers);
}

/**
 * Vectors scaled to unit norm, row by row.
 *
 * @param options.what What error messages call a vector.
 * @throws {InputError} When one is not finite or zero (names its index).
 */
export function unitVectors(
  name: string,
  numbers: Float32Array | readonly number[],
  { size, what }: { size: number; what: string },
): Float64Array {
  const vectors = asTyped(numbers), unit = new Float64Array(vectors.length);
  for (let i = 0; i < vectors.length / size; i++) {
    const length = norm(row(vectors, i, size));
    if (!(length > 0 && Number.isFinite(length))) {
      const fault = length === 0 ? "has length zero, so no direction" : "is not finite";
      throw new InputError(
        `${name}: ${what} ${i} ${fault}; leave it out, or look for the step where training diverged`,
      );
    }
    for (let d = i * size; d < (i + 1) * size; d++) unit[d] = vectors[d] / length;
  }
  return unit;
}

/** Labels per class, `[C]`. */
export function countsOf(labels: ArrayLike<number>): Uint32Array {
  let classes = 0;
  for (let i = 0; i < labels.length; i++) classes = Math.max(classes, labels[i] + 1);
  const counts = new Uint32Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  return counts;
}

/**
 * Cosines of a unit vector with rows `from` to `to` (exclusive).
 *
 * @param out Receives them, from index 0.
 */
export function cosinesInto(
  out: Float32Array,
  rows: Float64Array,
  { query, size, from, to }: { query: Float64Array; size: number; from: number; to: number },
): void {
  for (let j = from, k = from * size; j < to; j++) {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += query[d] * rows[k++];
    out[j - from] = sum;
  }
}
