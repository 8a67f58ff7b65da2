/** Finds a table to train on and one to test on. */
import { basename } from "node:path";
import { InputError } from "../errors.ts";
import { type PixelTable, readPixelTable } from "./_csv.ts";
import type { Labelled } from "./_labelled.ts";
import type { FoundParts } from "./_npz_parts.ts";
import { partNamed, sortedByPart } from "./_part_names.ts";
import { readBytes } from "./_read_newest.ts";

/**
 * Read the tables of a data set.
 *
 * @param path Where they are, for errors.
 * @throws {InputError} Several tables of a part, one without labels to train on, or one that is no
 * table of pixels.
 */
export async function partsOfTables(files: string[], path: string): Promise<FoundParts> {
  const sorted = sortedByPart(files, (file) => partNamed(basename(file)));
  const trainFile = only(sorted.train, path), testFile = only(sorted.test, path);
  const train = withLabels(await tableIn(trainFile!), trainFile!), notes: string[] = [];
  if (!train) {
    throw new InputError(`${trainFile}: has no column of labels; put them into the first one`);
  }
  const test = testFile === undefined ? undefined : withLabels(await tableIn(testFile), testFile);
  if (testFile !== undefined && !test) notes.push(`left out: ${testFile}, which has no labels`);
  if (sorted.others.length > 0) {
    notes.push(`left out: ${sorted.others.map((file) => basename(file)).join(", ")}`);
  }
  return { train, ...(test ? { test } : {}), notes };
}

function only(files: string[], path: string): string | undefined {
  if (files.length < 2) return files[0];
  throw new InputError(
    `${path}: holds several tables for one part, ${
      files.map((file) => basename(file)).join(", ")
    }; give one of them, or a folder with those of one data set`,
  );
}

async function tableIn(file: string): Promise<PixelTable> {
  return await readPixelTable(await readBytes(file), file);
}

function withLabels({ labels, ...images }: PixelTable, file: string): Labelled | undefined {
  return labels && { ...images, labels, imageSource: file, labelSource: file };
}
