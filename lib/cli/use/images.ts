/** The images that a command was given, read for its model. */
import { nameOf } from "../../data/image_files.ts";
import { InputError } from "../../errors.ts";
import { type FileImages, type OpenedRun, readImages } from "../../inference/mod.ts";
import type { Faults } from "./faults.ts";
import { asTyped, sourcesAt, type TypedSource } from "./sources.ts";

/** Some images, and what each was read from. */
export interface ImageChunk<S> {
  images: FileImages;
  /** `[N]`. */
  used: S[];
}

/** Images that are read, and answered, at a time: more would only take memory. */
const CHUNK = 200;

/** Read images some at a time, in their order. One that cannot be used is a fault, and left out. */
export async function* imageChunks<S extends TypedSource>(
  run: OpenedRun,
  sources: readonly S[],
  faults: Faults,
): AsyncGenerator<ImageChunk<S>> {
  for (let from = 0; from < sources.length; from += CHUNK) {
    const chunk = await readChunk(run, sources.slice(from, from + CHUNK), faults);
    if (chunk) yield chunk;
  }
}

/** @returns Undefined where each of them is a fault. */
async function readChunk<S extends TypedSource>(
  run: OpenedRun,
  some: readonly S[],
  faults: Faults,
): Promise<ImageChunk<S> | undefined> {
  const before = faults.count, sources = some.map(({ source }) => source);
  const onFault = (error: InputError) => faults.onFault(asTyped(error, some));
  try {
    const images = await readImages(run, sources, { onFault });
    return { images, used: usedOf(some, images) };
  } catch (error) {
    if (error instanceof InputError && faults.count - before === some.length) return undefined;
    throw error;
  }
}

/** Which sources the images are of: those left out are skipped. */
function usedOf<S extends TypedSource>(some: readonly S[], { files }: FileImages): S[] {
  let at = 0;
  return files.map((file) => {
    while (nameOf(some[at].source) !== file) at++;
    return some[at++];
  });
}

/**
 * Read files, folders, patterns and standard input, some at a time, as {@linkcode imageChunks} does.
 *
 * @param typed Paths as they were typed.
 * @throws {InputError} Not one image can be used.
 */
export async function* typedImages(
  run: OpenedRun,
  typed: readonly string[],
  faults: Faults,
): AsyncGenerator<ImageChunk<TypedSource>> {
  const found: TypedSource[] = [];
  for (const name of typed) found.push(...await faults.among(() => sourcesAt(name)) ?? []);
  let count = 0;
  for await (const chunk of imageChunks(run, found, faults)) {
    count += chunk.used.length;
    yield chunk;
  }
  if (count > 0) return;
  throw new InputError(
    found.length === 0
      ? "no image was given that can be read; give image files"
      : `none of the images can be used (${found.length}); give others`,
  );
}

/**
 * Read images of which each is needed.
 *
 * @throws {InputError} One cannot be used.
 */
export async function allImages(run: OpenedRun, typed: readonly string[]): Promise<FileImages> {
  return await readAll(run, (await Promise.all(typed.map(sourcesAt))).flat());
}

async function readAll(run: OpenedRun, found: readonly TypedSource[]): Promise<FileImages> {
  try {
    return await readImages(run, found.map(({ source }) => source));
  } catch (error) {
    throw error instanceof InputError ? asTyped(error, found) : error;
  }
}

/**
 * Read the one image that something typed stands for.
 *
 * @throws {InputError} It cannot be used, or there are several.
 */
export async function oneImage(run: OpenedRun, typed: string): Promise<FileImages> {
  const found = await sourcesAt(typed);
  if (found.length === 1) return await readAll(run, found);
  throw new InputError(`${typed}: holds ${found.length} images; name one of them`);
}
