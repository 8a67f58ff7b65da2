import { InputError } from "../errors.ts";
import type { MemorySplit } from "../types.ts";
import { loadIdx } from "./load_idx.ts";

/** Options of {@linkcode loadMnist}. */
export interface LoadMnistOptions {
  /**
   * Where the four IDX files lie: MNIST, or any other set in the same files, such as Fashion-MNIST.
   * @default {"data/mnist"} beside the library's own folder, in the repository; a package has none
   */
  directory?: string;
  /** Keep only the first so many training images. By default all. */
  limit?: number;
  /**
   * Keep only the first so many test images, where only the way matters and not the result. By
   * default all.
   */
  testLimit?: number;
  /**
   * C: labels must lie below it.
   * @default {10}
   */
  classes?: number;
  /**
   * The label of the first class: EMNIST's letters begin at 1.
   * @default {0}
   */
  firstLabel?: number;
}

/**
 * Load MNIST (or a data set in the same four files) as bytes, gzipped or not.
 *
 * {@linkcode loadIdx} does the same, and says what it found and did.
 *
 * @returns Training and test set: images `[N, 28, 28, 1]` uint8 with 0 for black, labels `[N]` int32.
 * @throws {InputError} A file is missing, damaged, or does not fit its partner; `limit`,
 * `testLimit` or `classes` make no sense.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test } = await loadMnist({ limit: 1000 });
 * assertEquals([train.length, test.length], [1000, 10000]);
 * assertEquals(train.labels[0], 5);
 * ```
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<MemorySplit> {
  const { directory, limit, testLimit, classes, firstLabel } = options;
  const { train, test } = await loadIdx({ directory, limit, testLimit, classes, firstLabel });
  if (test) return { train, test };
  throw new InputError(
    `${directory}: holds images to train on, but no t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte; put them there, or use loadIdx(), which needs none`,
  );
}
