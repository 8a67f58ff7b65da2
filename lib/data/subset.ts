import { InputError } from "../errors.ts";
import { seededRandom, shuffledIndices } from "../random.ts";
import type { Dataset } from "../types.ts";
import { gathered } from "./batches.ts";

/**
 * Some images of a data set, in the given order.
 *
 * @param indices Which, counted from 0.
 * @param changes Other labels and classes for them.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const images = Uint8Array.of(10, 20, 30), labels = Int32Array.of(0, 1, 0);
 * const set = { length: 3, classes: 2, imageShape: [1, 1, 1] as const, images, labels };
 * assertEquals([...subset(set, [2, 0]).images!], [30, 10]);
 * ```
 */
export function subset<Set extends Dataset>(
  set: Set,
  indices: ArrayLike<number>,
  changes: Partial<Pick<Dataset, "labels" | "classes" | "classNames">> = {},
): Set {
  const labels = Int32Array.from(indices, (index) => set.labels[index]);
  const names = set.names && { names: Array.from(indices, (index) => set.names![index]) };
  const part = { ...set, ...names, labels, length: indices.length, ...changes };
  if (set.images) return { ...part, images: gathered(set, indices) };
  const { read } = set as Dataset & { images?: undefined };
  return { ...part, read: (some: ArrayLike<number>) => read(Array.from(some, (i) => indices[i])) };
}

/**
 * At most so many images of a training set, drawn by seed: in a folder by class the first ones would
 * be of few classes.
 *
 * @throws {InputError} There are fewer.
 */
export function limited(
  train: Dataset,
  { limit, seed }: { limit?: number; seed: number },
): Dataset {
  if (limit === undefined) return train;
  checkLimit(train, limit);
  const order = shuffledIndices(train.length, seededRandom(seed, 41));
  return subset(train, order.subarray(0, limit).toSorted());
}

/**
 * The first so many images of a training set, whose file has them in no order of classes.
 *
 * @throws {InputError} There are fewer.
 */
export function firstOf(train: Dataset, { limit }: { limit?: number }): Dataset {
  if (limit === undefined) return train;
  checkLimit(train, limit);
  return subset(train, Array.from({ length: limit }, (_, i) => i));
}

function checkLimit({ length }: Dataset, limit: number): void {
  if (limit <= length) return;
  throw new InputError(
    `limit is ${limit}, but there are ${length} training images; give at most that, or leave it out`,
  );
}
