/** NumPy's arrays in files: `.npz`, a zip archive of `.npy`, or these alone. */
import { basename } from "node:path";
import { checkSize, type NpyHeader, npyHeaderOf, npyNumbers } from "./_npy.ts";
import type { Numbers } from "./_numbers.ts";
import { readBytes } from "./_read_newest.ts";
import { zipEntries } from "./_zip.ts";

/** An array in a file, which is unpacked when it is read. */
export interface NamedArray {
  /** `x_train`. */
  name: string;
  /** Path of the file. */
  file: string;
  header: NpyHeader;
  read(): Numbers;
}

/** An array's place, for errors. */
export function placeOf({ name, file }: Pick<NamedArray, "name" | "file">): string {
  return /\.npy$/i.test(file) ? file : `${file}: ${name}`;
}

/**
 * The arrays in a file.
 *
 * @throws {InputError} It cannot be read, is no such file, or damaged; an array that would unpack to
 * another size than its header says.
 */
export async function arraysIn(file: string): Promise<NamedArray[]> {
  const bytes = await readBytes(file);
  return /\.npy$/i.test(file) ? [arrayFrom(file, bytes)] : zipEntries(bytes, file)
    .filter(({ name }) => /\.npy$/i.test(name)).map((entry) => {
      const name = entry.name.replace(/\.npy$/i, ""), place = placeOf({ name, file });
      const header = npyHeaderOf(entry.start(), place);
      if (header.type) checkSize(entry.size, header, place);
      return { name, file, header, read: () => npyNumbers(entry.bytes(), header, place) };
    });
}

function arrayFrom(file: string, bytes: Uint8Array): NamedArray {
  const header = npyHeaderOf(bytes, file), name = basename(file).replace(/\.npy$/i, "");
  return { name, file, header, read: () => npyNumbers(bytes, header, file) };
}
