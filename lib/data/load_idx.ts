/** MNIST, and every data set in files of its form. */
import { check, checkNames, flag } from "../check.ts";
import { type Emnist, emnistNotes, emnistOf } from "./_emnist.ts";
import { findIdxFiles, type PartFiles } from "./_find_idx.ts";
import { checkSizes, datasetsFrom, type Form, type Labelled } from "./_labelled.ts";
import { ownDirectory } from "./_own_directory.ts";
import { readNewest } from "./_read_newest.ts";
import { parseIdxImages, parseIdxLabels } from "./idx.ts";
import type { LoadedInMemory } from "./loaded.ts";

/** Options of {@linkcode loadIdx}. */
export interface LoadIdxOptions {
  /**
   * Where the four files lie, or a folder above that: `MNIST/raw`, as torchvision has it.
   * @default {"data/mnist"} beside the library's own folder, in the repository; a package has none
   */
  directory?: string;
  /** Keep only the first so many training images. By default all. */
  limit?: number;
  /** Keep only the first so many test images. By default all. */
  testLimit?: number;
  /** C: labels must lie below it. By default 10, and of EMNIST as many as its split has. */
  classes?: number;
  /** The label of the first class. By default 0, and of EMNIST letters 1. */
  firstLabel?: number;
  /** Exchange rows and columns of the images. By default only of EMNIST, which is stored so. */
  transpose?: boolean;
}

const optionNames = ["directory", "limit", "testLimit", "classes", "firstLabel", "transpose"];

/**
 * Load a data set in IDX files, gzipped or not, of images of any size, grey or RGB: MNIST,
 * Fashion-MNIST, KMNIST, QMNIST, EMNIST, or one's own.
 *
 * Files go by any of their usual names: `train-images-idx3-ubyte.gz`,
 * `emnist-letters-test-labels.idx1-ubyte`. Where several fit, the newest that is good is taken.
 *
 * @returns Training and test set: images `[N, H, W, C]` with 0 for black, labels `[N]` from 0.
 * Without a test pair of files there is no test set.
 * @throws {InputError} A file is missing, damaged, or does not fit its partner; there are several
 * data sets; an option makes no sense. {@linkcode RangeError} for an unknown option.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test, what } = await loadIdx({ limit: 1000 });
 * assertEquals([train.length, test?.length, what], [1000, 10000, "IDX files"]);
 * ```
 */
export async function loadIdx(options: LoadIdxOptions = {}): Promise<LoadedInMemory> {
  checkOptions(options);
  const { directory = await ownDirectory(), limit, testLimit } = options;
  const { prefix, notes, ...files } = await findIdxFiles(directory), emnist = emnistOf(prefix);
  const form = formOf(options, emnist);
  const train = await readPart(files.train), test = files.test && await readPart(files.test);
  const parts = { train: train.found, test: test?.found };
  return {
    ...datasetsFrom(parts, form, { limit, testLimit, place: directory }),
    what: ["IDX files", emnist?.name ?? prefix].filter(Boolean).join(" of "),
    notes: [...notes, ...train.notes, ...test?.notes ?? [], ...emnistNotes(emnist, options)],
  };
}

function checkOptions(options: LoadIdxOptions): void {
  checkNames(options, optionNames, "loadIdx");
  checkSizes(options);
  if (options.transpose !== undefined) check(options.transpose, flag, "loadIdx: transpose");
}

function formOf(options: LoadIdxOptions, emnist: Emnist | undefined): Form {
  const { classNames } = emnist ?? {};
  return {
    classes: options.classes ?? classNames?.length ?? 10,
    firstLabel: options.firstLabel ?? emnist?.firstLabel ?? 0,
    transpose: options.transpose ?? emnist !== undefined,
    classNames,
  };
}

async function readPart(files: PartFiles): Promise<{ found: Labelled; notes: string[] }> {
  const images = await readNewest(files.images, parseIdxImages);
  const labels = await readNewest(files.labels, parseIdxLabels);
  const { value: { images: pixels, imageShape } } = images;
  return {
    found: {
      images: pixels,
      imageShape,
      labels: labels.value,
      imageSource: images.path,
      labelSource: labels.path,
    },
    notes: [images.note, labels.note].filter((note) => note !== undefined),
  };
}
