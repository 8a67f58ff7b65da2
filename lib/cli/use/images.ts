/** The images that a command was given. */
import { join, relative } from "node:path";
import { imageFilesAt } from "../../data/image_files.ts";
import { InputError } from "../../errors.ts";
import { type FileImages, type OpenedRun, readImages } from "../../inference/mod.ts";
import { printable } from "../_printable.ts";
import { typedPath } from "../_typed_path.ts";

/** A file's name in a line of text. */
export function inLine(name: string): string {
  return printable(name.replaceAll("\n", "\\n"));
}

/** Images with the names by which they were asked for. */
export interface TypedImages {
  images: FileImages;
  /** `[N]`. */
  names: string[];
  /** Files that could not be used; each was named on stderr. */
  faults: number;
}

/**
 * Read files and folders. One that cannot be used is named on stderr, and the others are read.
 *
 * @param typed Paths as they were typed.
 * @throws {InputError} No image is left.
 */
export async function typedImages(run: OpenedRun, typed: readonly string[]): Promise<TypedImages> {
  const names = new Map<string, string>(), faults = new Faults();
  for (const name of typed) {
    await faults.among(async () => {
      for (const [path, shown] of await filesAt(name)) names.set(path, shown);
    });
  }
  const files = [...names.keys()], images = await readImages(run, files, faults);
  return { images, names: images.files.map((file) => names.get(file)!), faults: faults.count };
}

/** Files that could not be used: each is named on stderr, and the others are done. */
export class Faults {
  count = 0;

  /** As an option of `readImages`. */
  readonly onFault = ({ message }: InputError) => {
    this.count++;
    console.error(inLine(message));
  };

  /** What something gives; bad input in it is one more fault, and gives nothing. */
  async among<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.onFault(error);
    }
  }
}

async function filesAt(typed: string): Promise<[path: string, shown: string][]> {
  if (typed === "") throw new InputError("an image's path is empty; give a file or a folder");
  const path = typedPath(typed);
  const files = await imageFilesAt(path);
  return files.map((file) => [file, shownAs(file, { path, typed })]);
}

/** A file by the path that was typed, of itself or of a folder around it. */
export function shownAs(file: string, { path, typed }: { path: string; typed: string }): string {
  return file === path ? typed : join(typed, relative(path, file));
}
