/** One part of an image folder as a data set. */
import { basename, relative } from "node:path";
import { crc32 } from "node:zlib";
import { InputError } from "../errors.ts";
import { fileStatus } from "../platform.ts";
import type { Dataset } from "../types.ts";
import type { Header, Target } from "./_decode.ts";
import type { Fit } from "./names.ts";
import { DecodedCache } from "./_decoded_cache.ts";
import { classFolders, othersNote } from "./_image_files.ts";
import { readHeaders } from "./_image_headers.ts";
import { brokenBody, type ImageSource, readAllImages, readImages } from "./_image_reader.ts";
import { shapeFrom } from "./_image_shape.ts";
import type { Decoders } from "./decoders.ts";
import { subset } from "./subset.ts";

/** How a part is read; see `ImageFolderOptions`. */
export interface PartOptions {
  imageSize?: readonly [number, number];
  channels?: 1 | 3;
  fit?: Fit;
  skipBroken?: boolean;
  memory?: number;
  cache?: string;
  decoders: Decoders;
}

/** A part that was opened. */
export interface FolderPart {
  set: Dataset;
  imageSize: readonly [number, number];
  channels: 1 | 3;
  /** Of names, sizes and headers of its files. */
  checksum: string;
  notes: string[];
}

const MEMORY = 128e6;

/**
 * Open a part: list its files, read their headers, and their pixels if they fit in memory.
 *
 * @throws {InputError} As `imageFolder`.
 */
export async function openPart(folder: string, options: PartOptions): Promise<FolderPart> {
  const { decoders, skipBroken = false, fit = "cover", memory = MEMORY } = options;
  const { names, files, others, empty } = await classFolders(folder);
  if (names.length === 0) {
    throw new InputError(`${folder}: no subfolder holds images; give one subfolder to each class`);
  }
  const { headers, broken, ...read } = await readHeaders(files, { decoders, folder, skipBroken });
  const imageShape = shapeFrom(headers, options, folder), target: Target = { imageShape, fit };
  const paths = read.files.flat(), size = imageShape.reduce((product, side) => product * side);
  const status = await statusOf(paths, folder, headers);
  const source: ImageSource = { paths, target, decoders };
  const set = {
    ...labelled(names, read.files),
    names: paths.map((path) => basename(path)),
    imageShape,
  };
  const inMemory = paths.length * size <= memory;
  const key = JSON.stringify([status.exact, target]);
  if (!inMemory && options.cache) source.cache = DecodedCache.open(options.cache, { key, size });
  const { kept, left } = inMemory
    ? await allInMemory(set, source, skipBroken)
    : { kept: { ...set, read: (some: ArrayLike<number>) => readImages(source, some) }, left: [] };
  return {
    set: kept,
    imageSize: [imageShape[0], imageShape[1]],
    channels: imageShape[2] as 1 | 3,
    checksum: status.checksum,
    notes: [
      othersNote(others, folder),
      brokenNote([...broken, ...left]),
      empty.length > 0 ? `no images, and so no class: ${empty.slice(0, 5).join(", ")}` : undefined,
    ].filter((note) => note !== undefined),
  };
}

function labelled(classNames: string[], files: string[][]) {
  const labels = Int32Array.from(files.flatMap((some, label) => some.map(() => label)));
  return { labels, length: labels.length, classes: classNames.length, classNames };
}

/** What tells a folder's content from another's without reading it all. */
async function statusOf(paths: string[], folder: string, headers: Header[]) {
  const lines: string[] = [], exact: string[] = [];
  for (const [i, path] of paths.entries()) {
    const { size, modified } = await fileStatus(path), { width, height, channels } = headers[i];
    lines.push([relative(folder, path), size, width, height, channels].join(" "));
    exact.push(`${path} ${size} ${modified}`);
  }
  return { checksum: crc32(lines.join("\n")).toString(16), exact: exact.join("\n") };
}

async function allInMemory(
  set: Omit<Dataset, "images" | "read">,
  source: ImageSource,
  skipBroken: boolean,
): Promise<{ kept: Dataset; left: string[] }> {
  const { bytes, broken } = await readAllImages(source);
  if (broken.size > 0 && !skipBroken) {
    const [[index, reason]] = broken;
    throw brokenBody(source.paths[index], `${reason}; or leave such files out with --skip-broken`);
  }
  const images = { ...set, images: bytes } as Dataset;
  if (broken.size === 0) return { kept: images, left: [] };
  const whole = source.paths.map((_, i) => i).filter((i) => !broken.has(i));
  return { kept: subset(images, whole), left: [...broken.keys()].map((i) => source.paths[i]) };
}

function brokenNote(broken: string[]): string | undefined {
  if (broken.length === 0) return undefined;
  const files = broken.length === 1 ? "1 file is no image" : `${broken.length} files are no images`;
  return `${files}, and left out: ${broken.slice(0, 3).join(", ")}${broken.length > 3 ? " …" : ""}`;
}
