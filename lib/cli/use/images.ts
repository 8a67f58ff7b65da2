/** The images that a command was given, read for its model. */
import { type ImageSource, nameOf } from "../../data/image_files.ts";
import { InputError } from "../../errors.ts";
import { type FileImages, type OpenedRun, readImages } from "../../inference/mod.ts";
import { Faults } from "./faults.ts";
import { sourcesAt, type TypedSource } from "./sources.ts";

/** Images with the names by which they were asked for. */
export interface TypedImages {
  images: FileImages;
  /** `[N]`. */
  names: string[];
  /** What each was read from, `[N]`. */
  sources: ImageSource[];
  /** Files that could not be used; each was named on stderr. */
  faults: number;
}

/**
 * Read files, folders, patterns and standard input. An image that cannot be used is named on stderr,
 * and the others are read.
 *
 * @param typed Paths as they were typed.
 * @throws {InputError} No image is left.
 */
export async function typedImages(run: OpenedRun, typed: readonly string[]): Promise<TypedImages> {
  const found = new Map<string, TypedSource>(), faults = new Faults();
  for (const name of typed) {
    await faults.among(async () => {
      for (const one of await sourcesAt(name)) found.set(nameOf(one.source), one);
    });
  }
  const all = [...found.values()].map(({ source }) => source);
  const images = await readImages(run, all, faults);
  const used = images.files.map((file) => found.get(file)!);
  const names = used.map(({ shown }) => shown);
  return { images, names, sources: used.map(({ source }) => source), faults: faults.count };
}

/**
 * Read images of which each is needed.
 *
 * @throws {InputError} One cannot be used.
 */
export async function allImages(run: OpenedRun, typed: readonly string[]): Promise<FileImages> {
  const sources = await Promise.all(typed.map(sourcesAt));
  return await readImages(run, sources.flat().map(({ source }) => source));
}

/**
 * Read the one image that something typed stands for.
 *
 * @throws {InputError} It cannot be used, or there are several.
 */
export async function oneImage(run: OpenedRun, typed: string): Promise<FileImages> {
  const found = await sourcesAt(typed);
  if (found.length === 1) return await readImages(run, [found[0].source]);
  throw new InputError(`${typed}: holds ${found.length} images; name one of them`);
}
