import { join } from "node:path";
import { InputError } from "../errors.ts";
import { isFolder } from "../platform.ts";
import type { MemoryDataset, MemorySplit } from "../types.ts";
import { type FoundFile, readMnistFile } from "./_find_file.ts";
import { IMAGE_SIDE, parseIdxImages, parseIdxLabels } from "./idx.ts";

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

const BYTES_PER_IMAGE = IMAGE_SIDE * IMAGE_SIDE;

/**
 * Load MNIST (or a data set in the same four files) as bytes, gzipped or not.
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
  const { directory = await ownDirectory(), limit, testLimit } = options;
  const { classes = 10, firstLabel = 0 } = options;
  checkWholeNumber("classes", classes);
  if (!(Number.isInteger(firstLabel) && firstLabel >= 0)) {
    throw new InputError(`firstLabel is ${firstLabel}; give a whole number from 0 up`);
  }
  for (const [name, value] of Object.entries({ limit, testLimit })) {
    if (value !== undefined) checkWholeNumber(name, value);
  }
  const train = await loadSet(directory, "train", { classes, firstLabel });
  const test = await loadSet(directory, "t10k", { classes, firstLabel });
  return {
    train: limit === undefined
      ? train
      : firstImages(train, limit, ["limit", "training", directory]),
    test: testLimit === undefined
      ? test
      : firstImages(test, testLimit, ["testLimit", "test", directory]),
  };
}

/** A package carries no data. */
async function ownDirectory(): Promise<string> {
  const here = import.meta.dirname; // undefined where the library was not loaded from a disk
  const directory = here && join(here, "..", "..", "data", "mnist");
  if (directory && await isFolder(directory)) return directory;
  throw new InputError(
    "directory: the installed library has no data beside it; copy the folder data/mnist of its repository " +
      "(data/README.md there says where the four files come from) and name it: loadMnist({ directory })",
  );
}

function checkWholeNumber(name: string, value: number, largest = Infinity) {
  if (Number.isInteger(value) && value >= 1 && value <= largest) return;
  const range = largest === Infinity ? "from 1 up" : `from 1 to ${largest}`;
  throw new InputError(`${name} is ${value}; give a whole number ${range}`);
}

async function loadSet(
  directory: string,
  part: "train" | "t10k",
  { classes, firstLabel }: { classes: number; firstLabel: number },
): Promise<MemoryDataset> {
  const imageFile = await readMnistFile(directory, `${part}-images-idx3-ubyte`);
  const labelFile = await readMnistFile(directory, `${part}-labels-idx1-ubyte`);
  const images = parseIdxImages(imageFile.bytes, imageFile.path);
  const labels = parseIdxLabels(labelFile.bytes, labelFile.path);
  const length = images.length / BYTES_PER_IMAGE;
  if (length !== labels.length) {
    throw new InputError(
      `${imageFile.path} holds ${length} images, but ${labelFile.path} holds ${labels.length} labels; get both from the same data set`,
    );
  }
  checkLabels(labels, { classes, firstLabel }, labelFile);
  const imageShape = [IMAGE_SIDE, IMAGE_SIDE, 1] as const;
  return {
    images,
    labels: Int32Array.from(labels, (label) => label - firstLabel),
    length,
    classes,
    imageShape,
  };
}

interface Numbering {
  classes: number;
  firstLabel: number;
}

function checkLabels(labels: Uint8Array, { classes, firstLabel }: Numbering, file: FoundFile) {
  const index = labels.findIndex((label) => label < firstLabel || label >= firstLabel + classes);
  if (index === -1) return;
  throw new InputError(
    `${file.path}: label ${index} (counted from 0) is ${
      labels[index]
    }, but classes are ${firstLabel} to ${firstLabel + classes - 1}; ${
      adviceFor(labels, { classes, firstLabel })
    }`,
  );
}

/** What to do, from the labels that there are. */
function adviceFor(labels: Uint8Array, given: Numbering): string {
  const used = [...new Set(labels)].sort((a, b) => a - b);
  const marks = used.at(-1) === UNLABELLED && used.at(-2)! < UNLABELLED - 1;
  const [first, last] = [used[0], used.at(marks ? -2 : -1)!];
  const range = `labels run from ${first} to ${last}`;
  if (marks) {
    const count = labels.filter((label) => label === UNLABELLED).length;
    return `${range}, and ${count} are ${UNLABELLED}, which marks images without a label: leave those out of both files`;
  }
  const wanted = [
    given.firstLabel !== first && `--first-label ${first}`,
    (first > 0 || last - first >= given.classes) && `--classes ${last - first + 1}`,
  ].filter(Boolean).join(" ");
  return `${range}${first > 0 ? ", class 0 never occurs" : ""}: this file needs ${wanted}`;
}

/** A byte that no class has: some sets number images without a label so. */
const UNLABELLED = 255;

/**
 * An error and not "all there are": whoever asks for 70,000 images would believe that so many were
 * used.
 */
function firstImages(
  set: MemoryDataset,
  limit: number,
  [name, kind, directory]: string[],
): MemoryDataset {
  if (limit > set.length) {
    throw new InputError(
      `${name} is ${limit}, but ${directory} holds ${set.length} ${kind} images; give at most that, or leave it out`,
    );
  }
  const images = set.images.slice(0, limit * BYTES_PER_IMAGE); // copied, so that the rest can be freed
  return { ...set, images, labels: set.labels.slice(0, limit), length: limit };
}
