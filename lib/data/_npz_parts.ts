/** Finds images and labels among NumPy's arrays, by shape, type and name. */
import { basename } from "node:path";
import { InputError } from "../errors.ts";
import type { ImageShape } from "../types.ts";
import type { Labelled } from "./_labelled.ts";
import { type NamedArray, placeOf } from "./_npz.ts";
import { unreadError } from "./_npy.ts";
import { isWhole } from "./_numbers.ts";
import { partNamed, sortedByPart } from "./_part_names.ts";
import { labelsFrom, pixelsFrom } from "./_pixels.ts";
import { channelsLast } from "./_turn.ts";

/** Parts that were found, and what was done. */
export interface FoundParts {
  train: Labelled;
  test?: Labelled;
  notes: string[];
}

const roles = {
  images: {
    what: "images ([N, H, W] or [N, H, W, C])",
    names: /image|img|^x/i,
    fits: ({ header: { shape } }: NamedArray) => shape.length === 3 || shape.length === 4,
  },
  labels: {
    what: "labels (N whole numbers)",
    names: /label|target|class|^y/i,
    fits: ({ header: { shape, type } }: NamedArray) =>
      isWhole(type!) && (shape.length === 1 || shape.length === 2 && shape[1] === 1),
  },
};

/**
 * Find images and labels of each part.
 *
 * @param path Where the arrays are from, for errors.
 * @throws {InputError} None to train on, or several; an array that cannot be read.
 */
export function partsOfArrays(arrays: NamedArray[], path: string): FoundParts {
  const sorted = sortedByPart(
    arrays,
    ({ name, file }) => partNamed(name) ?? partNamed(basename(file)),
  );
  const train = pairIn(sorted.train, path), notes: string[] = [];
  const isWholePair = (["images", "labels"] as const).every((role) =>
    sorted.test.some((array) => array.header.type && roles[role].fits(array))
  );
  const test = isWholePair ? pairIn(sorted.test, path) : undefined;
  const used = [train, test].flatMap((pair) => pair ? [pair.images, pair.labels] : []);
  const left = arrays.filter((array) => !used.includes(array));
  if (left.length > 0) notes.push(`left out: ${left.map(shown).join(", ")}`);
  return {
    train: labelledFrom(train, notes),
    ...(test ? { test: labelledFrom(test, notes) } : {}),
    notes,
  };
}

interface Pair {
  images: NamedArray;
  labels: NamedArray;
}

function pairIn(arrays: NamedArray[], path: string): Pair {
  return { images: only(arrays, "images", path), labels: only(arrays, "labels", path) };
}

/** The one array of a role: names decide where shapes do not. */
function only(arrays: NamedArray[], role: keyof typeof roles, path: string): NamedArray {
  const { what, names, fits } = roles[role];
  const fitting = arrays.filter((array) => array.header.type && fits(array));
  const named = fitting.filter((array) =>
    names.test(array.name) || names.test(basename(array.file))
  );
  const chosen = fitting.length > 1 && named.length > 0 ? named : fitting;
  if (chosen.length === 1) return chosen[0];
  if (chosen.length > 1) {
    throw new InputError(
      `${path}: holds several arrays of ${what}: ${
        chosen.map(shown).join(", ")
      }; give a file or folder with those of one data set`,
    );
  }
  const faulty = arrays.find(({ header }) => header.fault);
  if (faulty) throw unreadError(faulty.header, placeOf(faulty));
  throw new InputError(
    `${path}: holds no array of ${what} to train on; there ${arrays.length === 1 ? "is" : "are"} ${
      arrays.map(shown).join(", ") || "no arrays"
    }`,
  );
}

/** `x_train (uint8 60000×28×28)`. */
function shown({ name, file, header: { shape, type, fault } }: NamedArray): string {
  const where = /^arr_\d+$/.test(name) ? `${basename(file)}: ${name}` : name;
  return `${where} (${type ? `${type} ${shape.join("×")}` : fault})`;
}

function labelledFrom({ images, labels }: Pair, notes: string[]): Labelled {
  return {
    ...imagesFrom(images, notes),
    imageSource: placeOf(images),
    labels: labelsFrom(labels.read(), placeOf(labels)),
    labelSource: placeOf(labels),
  };
}

function imagesFrom(
  array: NamedArray,
  notes: string[],
): { images: Uint8Array; imageShape: ImageShape } {
  const { header: { shape: [length, ...sides], type } } = array, place = placeOf(array);
  const isFirst = sides.length === 3 && !isChannels(sides[2]) && isChannels(sides[0]) &&
    Math.min(sides[1], sides[2]) > sides[0];
  const [height, width, channels = 1] = isFirst ? [...sides.slice(1), sides[0]] : sides;
  if (!isChannels(channels) || length * height * width === 0) {
    throw new InputError(
      `${place}: ${
        [length, ...sides].join("×")
      } is no shape of images; give [N, H, W], or [N, H, W, C] with 1 or 3 channels`,
    );
  }
  const imageShape = [height, width, channels] as const;
  const images = pixelsFrom(array.read(), type!, place); // [N, H, W, C] or [N, C, H, W]
  if (!isFirst) return { images, imageShape };
  notes.push(`${array.name} has its channels first: they were put last`);
  return channelsLast(images, imageShape);
}

const isChannels = (side: number) => side === 1 || side === 3;
