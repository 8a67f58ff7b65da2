/** The order of images in an epoch. */
import { check, whole } from "../check.ts";
import { InputError } from "../errors.ts";
import { type Random, shuffledIndices } from "../random.ts";
import type { Dataset } from "../types.ts";

/**
 * Indices of an epoch's images, in order; equally many in every epoch. An image may appear several
 * times, or not at all.
 *
 * @param random Depends only on the run's seed and the epoch.
 */
export type Sampler = (dataset: Dataset, random: Random) => ArrayLike<number>;

/** All images in random order: `fit`'s default. */
export function shuffled({ length }: Dataset, random: Random): ArrayLike<number> {
  return shuffledIndices(length, random);
}

/**
 * Batches of `classesPerBatch` classes with `imagesPerClass` images each, for losses that compare
 * images within a batch. An epoch has as many images as the data set, rounded down to whole
 * batches; a class with too few images repeats them.
 *
 * Give `fit` their product as batch size.
 *
 * Source: the P·K batches of Hermans et al., "In Defense of the Triplet Loss for Person
 * Re-Identification" (2017), §2.
 *
 * @throws {RangeError} On numbers below 1. {@linkcode InputError} if the data set has fewer classes
 * with images.
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

/** The images of each non-empty class. */
function membersOf({ labels, classes }: Dataset): Int32Array[] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, image) => members[label].push(image));
  return members.filter((images) => images.length > 0).map((images) => Int32Array.from(images));
}

/** Hands out members in random order, reshuffled when they run out. */
class Queue {
  readonly #members: Int32Array;
  readonly #random: Random;
  #left: number[] = [];

  constructor(members: Int32Array, random: Random) {
    this.#members = members;
    this.#random = random;
  }

  /** Without repeats as long as there are enough members. */
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
