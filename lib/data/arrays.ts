/** Images and labels in arrays: NumPy's files, and tables of pixels. */
import { basename } from "node:path";
import { checkNames } from "../check.ts";
import { arrayFilesAt } from "./_array_files.ts";
import { partsOfTables } from "./_csv_parts.ts";
import { type Emnist, emnistNotes, emnistOf } from "./_emnist.ts";
import { checkSizes, datasetsFrom, type Form, type Parts } from "./_labelled.ts";
import { arraysIn } from "./_npz.ts";
import { partsOfArrays } from "./_npz_parts.ts";
import type { LoadedInMemory } from "./loaded.ts";

/** Options of {@linkcode loadArrays}. */
export interface LoadArraysOptions {
  /** Keep only the first so many training images. By default all. */
  limit?: number;
  /** Keep only the first so many test images. By default all. */
  testLimit?: number;
  /**
   * The label of the first class.
   * @default {0}
   */
  firstLabel?: number;
}

/**
 * Load images and labels from NumPy's arrays or from tables of pixels.
 *
 * In `.npz`, images are `[N, H, W]`, `[N, H, W, C]` or `[N, C, H, W]` with 1 or 3 channels, labels N
 * whole numbers; names that hold `train`, `test` or `val` tell the parts. In `.csv`, a row is a
 * label and the pixels of a square image. C is the largest label and one, less `firstLabel`.
 *
 * @param path A file, or a folder with those of one data set.
 * @returns Images `[N, H, W, C]` with 0 for black, labels `[N]` from 0; a test set where there is
 * such a part with labels.
 * @throws {InputError} No arrays that are read, damaged ones, or parts that do not fit; an option
 * makes no sense. {@linkcode RangeError} for an unknown option.
 */
export async function loadArrays(
  path: string,
  options: LoadArraysOptions = {},
): Promise<LoadedInMemory> {
  checkNames(options, ["limit", "testLimit", "firstLabel"], "loadArrays");
  checkSizes(options);
  const { kind, files, notes } = await arrayFilesAt(path);
  const found = kind === "csv"
    ? await partsOfTables(files, path)
    : partsOfArrays((await Promise.all(files.map(arraysIn))).flat(), path);
  // Kaggle's tables of EMNIST are named, stored and numbered as its IDX files.
  const emnist = kind === "csv" ? emnistOf(basename(found.train.imageSource)) : undefined;
  const form = formOf(found, options, emnist), what = kind === "csv" ? "tables" : "NumPy arrays";
  return {
    ...datasetsFrom(found, form, { ...options, place: path }),
    what: `${what} in ${basename(path)}`,
    notes: [
      ...notes,
      ...found.notes,
      ...emnistNotes(emnist, options),
      ...labelNotes(found.train.labels, form),
    ],
  };
}

/** Classes as the labels have them. */
function formOf(
  { train, test }: Parts,
  options: LoadArraysOptions,
  emnist: Emnist | undefined,
): Form {
  const firstLabel = options.firstLabel ?? emnist?.firstLabel ?? 0;
  const largest = [...train.labels, ...test?.labels ?? []].reduce((a, b) => Math.max(a, b), -1);
  return {
    classes: Math.max(largest + 1 - firstLabel, 1),
    firstLabel,
    fromData: true,
    transpose: emnist !== undefined,
    classNames: emnist?.classNames,
  };
}

function labelNotes(labels: Int32Array, { firstLabel, classes }: Form): string[] {
  const first = labels.reduce((a, b) => Math.min(a, b), Infinity);
  return firstLabel > 0 || first < 1 ? [] : [
    `labels run from ${first} to ${
      classes - 1
    }, and class 0 never occurs: firstLabel ${first} (--first-label ${first}) leaves it out`,
  ];
}
