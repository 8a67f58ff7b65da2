/** A folder of images, one subfolder a class: torchvision's ImageFolder. */
import { type Check, check, checkNames, oneOf, whole } from "../check.ts";
import { InputError } from "../errors.ts";
import type { Split } from "../types.ts";
import { type FolderPart, openPart } from "./_folder_part.ts";
import { partsOf } from "./_image_files.ts";
import { Decoders } from "./decoders.ts";
import type { LoadedData } from "./loaded.ts";
import { holdOut, split, type SplitOptions } from "./split.ts";
import { type Fit, fits } from "./names.ts";
import { limited } from "./subset.ts";

/** Options of {@linkcode imageFolder}. */
export interface ImageFolderOptions extends SplitOptions {
  /** What all images are brought to. By default their own size, where all have one. */
  imageSize?: readonly [height: number, width: number];
  /** By default 1 if all images are grey, else 3. */
  channels?: 1 | 3;
  /**
   * How an image of another shape fills it: cut at its edges, whole with black bars, or stretched.
   * @default {"cover"}
   */
  fit?: Fit;
  /**
   * Leave out files that are no images.
   * @default {false}
   */
  skipBroken?: boolean;
  /**
   * Threads that decode; 0: this one.
   * @default {2}
   */
  decoders?: number;
  /** Folder for decoded images of sets larger than `memory`. By default they are not kept. */
  cache?: string;
  /** Only so many training images, drawn by seed. By default all. */
  limit?: number;
  /**
   * Bytes up to which a set is held in memory; a larger one is read while it is trained on.
   * @default {128 million}
   */
  memory?: number;
}

const optionNames = [
  ...["imageSize", "channels", "fit", "skipBroken", "decoders", "cache", "limit", "memory"],
  ...["testShare", "holdOutClasses", "seed"],
];

/**
 * Load a folder with one subfolder of images a class, or with `train/` and `test/` of such.
 *
 * JPEG, PNG, WebP, GIF, AVIF and TIFF of any size are turned as their EXIF data say and brought to
 * one shape; transparent parts become black. Without a `test/`, each class gives a share of its
 * images to test on.
 *
 * @throws {InputError} No classes, a file that is no image, sizes that differ without `imageSize`.
 * {@linkcode RangeError} for options out of range.
 */
export async function imageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<LoadedData> {
  checkOptions(options);
  const decoders = new Decoders(options.decoders ?? 2), places = await partsOf(folder);
  const train = await openPart(places.train, { ...options, decoders });
  if (train.set.classes < 2) {
    throw new InputError(
      `${folder}: holds one class, ${train.set.classNames![0]}; give at least two`,
    );
  }
  const test = places.test === undefined ? undefined : await openPart(places.test, {
    ...options,
    ...{ decoders, imageSize: train.imageSize, channels: train.channels },
  });
  const { testShare, holdOutClasses, seed } = options;
  const data = test
    ? holdOut(together(train, test, folder), { holdOutClasses, seed })
    : split(train.set, { testShare, holdOutClasses, seed });
  return {
    ...data,
    train: limited(data.train, { limit: options.limit, seed: options.seed ?? 1 }),
    ownTest: test !== undefined,
    what: whatOf(train),
    checksum: [train, test].map((part) => part?.checksum ?? "").join(""),
    notes: [train, test].flatMap((part) => part?.notes ?? []),
  };
}

const heightAndWidth: Check = {
  what: "[height, width], whole numbers of at least 1",
  accepts: (value) =>
    Array.isArray(value) && value.length === 2 && value.every((side) => whole(1).accepts(side)),
};

function checkOptions(options: ImageFolderOptions): void {
  const { imageSize, channels, fit, decoders, limit } = options;
  checkNames(options, optionNames, "imageFolder");
  if (imageSize !== undefined) check(imageSize, heightAndWidth, "imageFolder: imageSize");
  if (channels !== undefined) {
    check(
      channels,
      { what: "1 or 3", accepts: (n) => n === 1 || n === 3 },
      "imageFolder: channels",
    );
  }
  if (fit !== undefined) check(fit, oneOf(fits), "imageFolder: fit");
  if (decoders !== undefined) check(decoders, whole(0), "imageFolder: decoders");
  if (limit !== undefined) check(limit, whole(1), "imageFolder: limit");
}

function whatOf({ set: { classes, length, imageShape: [height, width, channels] } }: FolderPart) {
  const colours = channels === 1 ? "grey" : "colour";
  return `a folder of ${length} images in ${classes} classes, as ${height}×${width} ${colours}`;
}

/** Classes of a test part are those of the training part, or all others. */
function together(train: FolderPart, test: FolderPart, folder: string): Split {
  const names = train.set.classNames!, own = test.set.classNames!;
  const unknown = own.filter((name) => !names.includes(name));
  if (unknown.length === own.length) return { train: train.set, unseen: test.set };
  if (unknown.length > 0) {
    throw new InputError(
      `${folder}: ${unknown.length} of ${own.length} classes to test on are not trained on (${
        unknown.slice(0, 3).join(", ")
      }${
        unknown.length > 3 ? " …" : ""
      }): remove their folders, or all others, to test on strangers`,
    );
  }
  const labels = test.set.labels.map((label) => names.indexOf(own[label]));
  return {
    train: train.set,
    test: { ...test.set, labels, classes: names.length, classNames: names },
  };
}
