/** A run's data: loaded, recognised again, described. */
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type LoadedData, openData, type OpenDataOptions } from "../../data/mod.ts";
import { cacheDirectory, DECODED_IMAGES } from "../../engine/install/mod.ts";
import { engineInfo } from "../../engine/mod.ts";
import type { NamedPair } from "../../data/pair_list.ts";
import { pairsIn } from "../../data/pairs.ts";
import { InputError } from "../../errors.ts";
import type { Dataset, ImagePair } from "../../types.ts";
import { readPairFile } from "../_pair_file.ts";
import type { TrainConfig } from "./config.ts";
import { heldOutFrom, imageSizeFrom } from "./data_flags.ts";
import { inFlags } from "./in_flags.ts";

/**
 * Load the data of a run.
 *
 * @param classes C of the data, where it is given.
 */
export async function load(
  config: TrainConfig,
  { classes, decoders }: { classes?: number; decoders?: number },
): Promise<LoadedData> {
  const cache = join(cacheDirectory(), DECODED_IMAGES);
  try {
    const list = config.pairs === undefined ? undefined : readPairFile(config.pairs);
    const options = { ...dataOptionsOf(config), classes, decoders, cache };
    const data = await openData(config.data, options);
    return list ? { ...data, pairs: listedIn(data, list) } : data;
  } catch (error) {
    throw error instanceof InputError ? new InputError(inFlags(error.message)) : error;
  }
}

/** What `openData` takes, of a run's configuration. */
function dataOptionsOf(config: TrainConfig): OpenDataOptions {
  const { limit, firstLabel, channels, fit, testShare, transpose, skipBroken, seed } = config;
  const { imageSize, holdOutClasses } = config;
  return {
    ...{ limit, firstLabel, fit, testShare, transpose, skipBroken, seed },
    channels: channels === undefined ? undefined : Number(channels) as 1 | 3,
    imageSize: imageSize === undefined ? undefined : imageSizeFrom(imageSize),
    holdOutClasses: holdOutClasses === undefined ? undefined : heldOutFrom(holdOutClasses),
  };
}

function listedIn({ test, unseen, ownTest }: LoadedData, list: NamedPair[]): ImagePair[] {
  const set = unseen ?? (ownTest ? test : undefined);
  if (set) return pairsIn(set, list);
  throw new InputError(
    "pairs: they are of classes that are not trained on, or of a test part: hold classes out",
  );
}

/** The configuration with what the data say: number and names of classes, shape of images. */
export function withData(config: TrainConfig, { train }: LoadedData): TrainConfig {
  const { classes, classNames, imageShape } = train;
  return {
    ...config,
    classes,
    ...(classNames ? { classNames } : {}),
    ...(String(imageShape) === "28,28,1" ? {} : { imageShape }),
  };
}

/** What the data are, and what is odd about them, a line each. */
export function dataNotes(config: TrainConfig, data: LoadedData): string[] {
  const { what, notes, train } = data;
  const { images, labels, classes } = train;
  const brightest = images?.reduce((most, pixel) => Math.max(most, pixel), 0);
  const used = new Set(labels), unused = classes - used.size;
  const odd = [
    ...notes,
    brightest === 0 && "all training images are black",
    brightest === 1 && "no pixel of the training images is brighter than 1 of 255: rescale them",
    used.size === 1 && `all training images are of class ${labels[0]}`,
    used.size > 1 && unused > 0 && `${unused} of ${classes} classes have no training image`,
  ].filter((note) => note !== false).map((note) => `note: ${note}`);
  return [...(config.data === undefined ? [] : [`data: ${what}`]), ...partsText(data), ...odd];
}

/** How many images each part has, where some classes are not trained on or there is no test. */
function partsText({ train, test, unseen }: LoadedData): string[] {
  if (!unseen) return test ? [] : ["note: there is no test part, and no class has images to spare"];
  const names = unseen.classNames ?? [], some = names.slice(0, 10).join(", ");
  return [
    `parts: ${train.length} images of ${train.classes} classes to train on, ${
      test?.length ?? 0
    } to test on, ` +
    `${unseen.length} of ${unseen.classes} classes held out (${some}${
      names.length > 10 ? " …" : ""
    })`,
  ];
}

/** A checksum of all images and labels; of large sets, of their files' names, sizes and headers. */
export function fingerprint({ train, test, unseen, checksum = "" }: LoadedData): string {
  const sets = [train, test, unseen].filter((set) => set !== undefined);
  const parts = sets.flatMap((
    set,
  ) => [set.images ?? new TextEncoder().encode(checksum), bytesOf(set)]);
  return parts.reduce((sum, bytes) => crc32(bytes, sum), 0).toString(16);
}

/** Labels as bytes where they fit: earlier versions had no others. */
function bytesOf({ labels, classes }: Dataset): Uint8Array {
  return classes <= 256 ? Uint8Array.from(labels) : new Uint8Array(labels.buffer.slice(0));
}

/** What goes into config.json and the checkpoint. */
export function describe(config: TrainConfig, data: LoadedData) {
  const { train, test, unseen, what } = data;
  return {
    run: config,
    engine: engineInfo(),
    data: {
      directory: config.data ?? "data/mnist",
      what: what as string | undefined, // absent in runs of earlier versions
      train: train.length,
      test: test?.length ?? 0,
      ...(unseen ? { unseen: unseen.length, unseenNames: unseen.classNames } : {}),
      crc32: fingerprint(data),
    },
  };
}
