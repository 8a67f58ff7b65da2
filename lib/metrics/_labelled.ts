import { InputError } from "../errors.ts";
import { norm, row } from "./_unit.ts";

/** Embeddings `[N, D]` row by row, with a class each. */
export interface Labelled {
  /** N·D numbers. */
  embeddings: Float32Array | readonly number[];
  /** D. */
  embeddingSize: number;
  /** `[N]`, whole numbers from 0. */
  labels: ArrayLike<number>;
}

/**
 * The embeddings brought to length 1, `[N, D]`.
 *
 * @throws {InputError} Lengths that do not fit, nothing at all, a label that is no class, or an embedding that is not finite or of length zero
 * (names its index).
 */
export function unitRows(name: string, { embeddings, embeddingSize, labels }: Labelled): Float64Array {
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

/** Numbers of which parts can be looked at without copying. */
export function asTyped(numbers: Float32Array | readonly number[]): Float32Array | Float64Array {
  return numbers instanceof Float32Array ? numbers : Float64Array.from(numbers);
}

/**
 * Vectors brought to length 1, row by row.
 *
 * @param options.what Their name in an error.
 * @throws {InputError} When one is not finite or of length zero (names its index).
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

/** How many labels each class has. */
export function countsOf(labels: ArrayLike<number>): Uint32Array {
  let classes = 0;
  for (let i = 0; i < labels.length; i++) classes = Math.max(classes, labels[i] + 1);
  const counts = new Uint32Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++;
  return counts;
}

/**
 * Cosines of a unit row with rows `from` to `to`.
 *
 * @param out Where they go, from 0.
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
