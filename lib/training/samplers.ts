/** In which order an epoch takes its images. */
import { check, whole } from "../check.ts";
import { InputError } from "../errors.ts";
import { type Random, shuffledIndices } from "../random.ts";
import type { Dataset } from "../types.ts";

/**
 * The images of an epoch, in order; as many in each. An image may come several times, or not.
 *
 * @param random Depends on the run's seed and the epoch alone.
 */
export type Sampler = (dataset: Dataset, random: Random) => ArrayLike<number>;

/** All images in a random order: what `fit` does by itself. */
export function shuffled({ length }: Dataset, random: Random): ArrayLike<number> {
  return shuffledIndices(length, random);
}

/**
 * Batches of `imagesPerClass` images of each of `classesPerBatch` classes, for losses that compare
 * images of a batch. An epoch has as many images as the data set, rounded down to whole batches; a
 * class with too few images repeats them.
 *
 * Give `fit` a batch size of their product.
 *
 * Source: the P·K batches of Hermans et al., "In Defense of the Triplet Loss for Person
 * Re-Identification" (2017), §2.
 *
 * @throws {RangeError} On numbers below 1. {@linkcode InputError} where the data set has fewer
 * classes with images.
 */
export function classBalanced(
  { classesPerBatch, imagesPerClass }: { classesPerBatch: number; imagesPerClass: number },
): Sampler {
  check(classesPerBatch, whole(1), "classBalanced: classesPerBatch");
  check(imagesPerClass, whole(1), "classBalanced: imagesPerClass");
  return (dataset, random) => {
    const members = membersOf(dataset), batch = classesPerBatch * imagesPerClass;
    if (members.length < classesPerBatch) {
      throw new InputError(
        `classBalanced: batches of ${classesPerBatch} classes, but the data set has images of ${members.length}`,
      );
    }
    const queues = members.map((images) => new Queue(images, random));
    const classes = new Queue(Int32Array.from(members.keys()), random);
    const batches = Math.max(1, Math.floor(dataset.length / batch));
    return Array.from(
      { length: batches },
      () => classes.take(classesPerBatch).flatMap((c) => queues[c].take(imagesPerClass)),
    ).flat();
  };
}

/** The images of each class that has some. */
function membersOf({ labels, classes }: Dataset): Int32Array[] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, image) => members[label].push(image));
  return members.filter((images) => images.length > 0).map((images) => Int32Array.from(images));
}

/** Hands out members in a random order, and again in another when all were there. */
class Queue {
  readonly #members: Int32Array;
  readonly #random: Random;
  #left: number[] = [];

  constructor(members: Int32Array, random: Random) {
    this.#members = members;
    this.#random = random;
  }

  /** No member comes twice in it while there are enough. */
  take(count: number): number[] {
    if (count > this.#members.length) {
      return [...this.#next(), ...this.take(count - this.#members.length)];
    }
    if (this.#left.length < count) this.#left = this.#next();
    return this.#left.splice(0, count);
  }

  #next(): number[] {
    return Array.from(
      shuffledIndices(this.#members.length, this.#random),
      (place) => this.#members[place],
    );
  }
}
