/** Single images, as they are given to a model that was trained: files, or their bytes. */
import { relative, sep } from "node:path";
import { InputError } from "../errors.ts";
import { kindOf, readStart } from "../platform.ts";
import { type Encoded, type Header, type Target, work } from "./_decode.ts";
import { IMAGE_ENDING, imagesBelow, othersNote, partsOf } from "./_image_files.ts";
import { whatItIs } from "./not_data.ts";

/** An image file's path; or its bytes, and a name for them in messages. */
export type ImageSource = string | { name: string; bytes: Uint8Array };

/** What an image is called in messages and results. */
export function nameOf(source: ImageSource): string {
  return typeof source === "string" ? source : source.name;
}

/**
 * The images that a path stands for: the file itself, whatever its ending, or all that lie in a
 * folder and those inside it, sorted.
 *
 * @param options `onOthers`: told of files in a folder that are not read.
 * @throws {InputError} There is nothing, or no image in the folder.
 */
export async function imageFilesAt(
  path: string,
  { onOthers }: { onOthers?: (note: string) => void } = {},
): Promise<string[]> {
  const kind = await kindOf(path);
  if (kind === undefined) throw new InputError(`${path}: no such file or folder`);
  if (kind === "other") throw new InputError(`${path}: is neither a file nor a folder`);
  if (kind === "file") return [path];
  const { images, others } = await imagesBelow(path), note = othersNote(others, path);
  if (images.length > 0) {
    if (note) onOthers?.(note);
    return images;
  }
  throw new InputError(
    `${path}: holds no images; known endings are .jpg, .png, .webp, .gif, .avif and .tiff`,
  );
}

/** Image files of one part of a folder, or of one without parts. */
export interface FilesOfPart {
  /** Where `train/` or `test/` hold them. */
  part?: "train" | "test";
  /** Each with its class, where it lies in a class's folder. */
  files: { path: string; className?: string }[];
}

/**
 * The images that a path stands for, with their classes: a folder's subfolders are classes, as for
 * training.
 *
 * @throws {InputError} As {@linkcode imageFilesAt}.
 */
export async function classedFilesAt(path: string): Promise<FilesOfPart[]> {
  if (await kindOf(path) !== "folder") {
    return [{ files: (await imageFilesAt(path)).map((path) => ({ path })) }];
  }
  const found: FilesOfPart[] = [], places = await partsOf(path);
  for (const part of ["train", "test"] as const) {
    const place = places[part];
    if (place === undefined) continue;
    const files = (await imageFilesAt(place)).map((file) => {
      const [first, ...inside] = relative(place, file).split(sep);
      return inside.length > 0 ? { path: file, className: first } : { path: file };
    });
    found.push({ files, ...(place === path ? {} : { part }) });
  }
  return found;
}

/**
 * Size and colours of an image, from its header.
 *
 * @returns Width and height in pixels as it is shown, after its EXIF data have turned it, and
 * channels: 1 for grey, 3 for colour.
 * @throws {InputError} It is no image, or larger than 100 million pixels.
 */
export async function imageHeader(source: ImageSource): Promise<Header> {
  const name = nameOf(source), start = await startOf(source);
  if (start.length === 0) throw new InputError(`${name}: is an empty file; get it again`);
  const { headers, faults: [fault] } = await work({ paths: [encodedOf(source)] });
  if (!fault) return headers![0];
  const known = whatItIs(start, name);
  const what = known === undefined || /picture/.test(known) ? fault[1] : known;
  const remedy = IMAGE_ENDING.test(name)
    ? "get it again, or leave it out"
    : "give a JPEG, PNG, WebP, GIF, AVIF or TIFF";
  throw new InputError(`${name}: cannot be read as an image (${what}); ${remedy}`);
}

/**
 * An image's pixels.
 *
 * @param target Shape, fit, and what shows through transparent parts.
 * @returns `[height, width, channels]` bytes of the target's shape.
 * @throws {InputError} Its body is broken or cut short.
 */
export async function decodeImage(source: ImageSource, target: Target): Promise<Uint8Array> {
  const { pixels, faults: [fault] } = await work({ paths: [encodedOf(source)], target });
  if (!fault) return pixels!;
  throw new InputError(
    `${nameOf(source)}: cannot be decoded (${fault[1]}); put a whole file in its place`,
  );
}

function encodedOf(source: ImageSource): Encoded {
  return typeof source === "string" ? source : source.bytes;
}

/** Bytes enough to tell what a file is. */
const START = 512;

async function startOf(source: ImageSource): Promise<Uint8Array> {
  if (typeof source !== "string") return source.bytes.subarray(0, START);
  const kind = await kindOf(source);
  if (kind !== "file") {
    throw new InputError(`${source}: ${kind ? "is no file" : "no such file"}; give an image`);
  }
  try {
    return await readStart(source, START);
  } catch {
    throw new InputError(`${source}: cannot be read; check its rights`);
  }
}
