/** Images and labels that were read apart become a data set. */
import { InputError } from "../errors.ts";
import type { ImageShape, MemoryDataset } from "../types.ts";
import { numbered, type Numbering } from "./_numbered.ts";
import { transposed } from "./_turn.ts";

/** Images, and their labels as they are in a file. */
export interface Labelled {
  /** `[N, H, W, C]`. */
  images: Uint8Array;
  /** H, W, C. */
  imageShape: ImageShape;
  /** `[N]`, if the files agree. */
  labels: Int32Array;
  /** Where the images are from, for errors. */
  imageSource: string;
  /** Where the labels are from. */
  labelSource: string;
}

/** The two parts of what was read. */
export interface Parts {
  train: Labelled;
  test?: Labelled;
}

/** How files become a data set. */
export interface Form extends Numbering {
  /** `[C]`, unless C was given and is another. */
  classNames?: readonly string[];
  /** Exchange rows and columns. */
  transpose?: boolean;
}

/** How many images of each part are kept, the first ones; by default all. */
export interface Limits {
  limit?: number;
  testLimit?: number;
}

/**
 * Make data sets of both parts: labels are checked and numbered from 0.
 *
 * @param place Where the data are from, for errors.
 * @throws {InputError} Parts that do not fit, a label that is no class, or too few images.
 */
export function datasetsFrom(
  { train, test }: Parts,
  form: Form,
  { limit, testLimit, place }: Limits & { place: string },
): { train: MemoryDataset; test?: MemoryDataset } {
  if (test && String(train.imageShape) !== String(test.imageShape)) {
    throw new InputError(
      `${test.imageSource}: images are ${
        shown(test.imageShape)
      }, but those of ${train.imageSource} are ${
        shown(train.imageShape)
      }; get both from the same data set`,
    );
  }
  const trainSet = datasetFrom(train, form);
  const testSet = test && datasetFrom(test, form);
  const first = firstImages(trainSet, limit, ["limit", "training", place]);
  return {
    train: turned(first, form),
    ...(testSet && {
      test: turned(firstImages(testSet, testLimit, ["testLimit", "test", place]), form),
    }),
  };
}

const shown = (shape: ImageShape) => shape.join("×");

function datasetFrom(found: Labelled, form: Form): MemoryDataset {
  const { images, imageShape, imageSource, labelSource } = found, { classes, classNames } = form;
  const length = images.length / imageShape.reduce((product, side) => product * side);
  if (length !== found.labels.length) {
    throw new InputError(
      `${imageSource} holds ${length} images, but ${labelSource} holds ${found.labels.length} labels; get both from the same data set`,
    );
  }
  const labels = numbered(found.labels, form, labelSource);
  const names = classNames?.length === classes ? { classNames } : {};
  return { images, labels, length, classes, imageShape, ...names };
}

function turned(set: MemoryDataset, { transpose }: Form): MemoryDataset {
  return transpose ? { ...set, ...transposed(set.images, set.imageShape) } : set;
}

/**
 * An error and not "all there are": whoever asks for 70,000 images would believe that so many were
 * used.
 */
function firstImages(
  set: MemoryDataset,
  limit: number | undefined,
  [name, kind, place]: string[],
): MemoryDataset {
  if (limit === undefined) return set;
  if (limit > set.length) {
    throw new InputError(
      `${name} is ${limit}, but ${place} holds ${set.length} ${kind} images; give at most that, or leave it out`,
    );
  }
  const size = set.images.length / set.length;
  const images = set.images.slice(0, limit * size); // copied, so that the rest can be freed
  return { ...set, images, labels: set.labels.slice(0, limit), length: limit };
}

/**
 * Refuse options that are no counts.
 *
 * @throws {InputError} Names the option.
 */
export function checkSizes(
  { classes, firstLabel, ...limits }: Limits & { classes?: number; firstLabel?: number },
): void {
  if (classes !== undefined) checkCount("classes", classes);
  if (firstLabel !== undefined && !(Number.isInteger(firstLabel) && firstLabel >= 0)) {
    throw new InputError(`firstLabel is ${firstLabel}; give a whole number from 0 up`);
  }
  for (const name of ["limit", "testLimit"] as const) {
    const value = limits[name];
    if (value !== undefined) checkCount(name, value);
  }
}

function checkCount(name: string, value: number) {
  if (Number.isInteger(value) && value >= 1) return;
  throw new InputError(`${name} is ${value}; give a whole number from 1 up`);
}
