/** Finds the images of a folder with one subfolder a class. */
import { basename, join, relative } from "node:path";
import { InputError } from "../errors.ts";
import { realPath } from "../platform.ts";
import { listed } from "./_folder_contents.ts";

/** Endings of the files that are read. */
export const IMAGE_ENDING = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;

/** Files that hold images of other formats: named, so that nobody wonders. */
const OTHER_IMAGE = /\.(bmp|heic|heif|jp2|jxl|ppm|pgm|psd|svg)$/i;

/** A part of a data set, such as `train/`. */
export interface ClassFolders {
  /** Class names, sorted as other libraries sort them: by code point. */
  names: string[];
  /** Of each class its files, sorted. */
  files: string[][];
  /** Files that are not read. */
  others: string[];
  /** Subfolders without images. */
  empty: string[];
}

/** Names of folders that hold a part of the data; the first of each that is there counts. */
const PARTS = {
  train: ["train", "training"],
  test: ["test", "testing", "val", "valid", "validation"],
};

/** Training and test part of a folder; `test` only where it has a subfolder of such a name. */
export async function partsOf(folder: string): Promise<{ train: string; test?: string }> {
  const folders = (await listed(folder)).filter(({ kind }) => kind === "folder");
  const find = (names: string[]) =>
    names.map((name) => folders.find((entry) => entry.name.toLowerCase() === name)?.name)
      .find((name) => name !== undefined);
  const [train, test] = [find(PARTS.train), find(PARTS.test)];
  if (train === undefined) return { train: folder };
  return { train: join(folder, train), ...(test ? { test: join(folder, test) } : {}) };
}

/**
 * The classes in a folder.
 *
 * @throws {InputError} A folder that cannot be read, or no images in any subfolder.
 */
export async function classFolders(folder: string): Promise<ClassFolders> {
  const found: ClassFolders = { names: [], files: [], others: [], empty: [] };
  for (const { name, kind } of await listed(folder)) {
    if (name.startsWith(".") || name.startsWith("__MACOSX")) continue;
    if (kind !== "folder") {
      found.others.push(join(folder, name));
      continue;
    }
    const { images, others } = await imagesBelow(join(folder, name));
    found.others.push(...others);
    if (images.length === 0) {
      found.empty.push(name);
      continue;
    }
    found.names.push(name);
    found.files.push(images);
  }
  return found;
}

/**
 * All files in a folder and in those inside it, sorted: images, and what is none. A link that leads
 * back to a folder around it is none.
 *
 * @param around Folders on the way, links resolved.
 */
export async function imagesBelow(
  folder: string,
  around: readonly string[] = [],
): Promise<{ images: string[]; others: string[] }> {
  const images: string[] = [], others: string[] = [], own = await realPath(folder);
  if (around.includes(own)) return { images, others: [folder] };
  if (around.length > 20) {
    throw new InputError(`${folder}: folders are nested too deep; move them up`);
  }
  for (const { name, kind } of await listed(folder)) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    if (kind === "folder") {
      const below = await imagesBelow(path, [...around, own]);
      images.push(...below.images);
      others.push(...below.others);
    } else if (kind === "file" && IMAGE_ENDING.test(name)) images.push(path);
    else others.push(path);
  }
  return { images, others };
}

/** What is left out, in a line; undefined if nothing is. */
export function othersNote(others: string[], folder: string): string | undefined {
  if (others.length === 0) return undefined;
  const names = others.slice(0, 3).map((path) => relative(folder, path)).join(", ");
  const odd = others.find((path) => OTHER_IMAGE.test(path));
  const hint = odd ? `; convert ${basename(odd)} to JPEG or PNG if it belongs to the data` : "";
  const files = others.length === 1 ? "1 file is" : `${others.length} files are`;
  return `${files} no JPEG, PNG, WebP, GIF, AVIF or TIFF, and left out: ${names}${
    others.length > 3 ? " …" : ""
  }${hint}`;
}
