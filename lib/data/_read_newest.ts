/** Reads the one of several files that is newest and good. */
import { basename } from "node:path";
import { InputError } from "../errors.ts";
import { fileStatus, readFile, systemReason } from "../platform.ts";

/** What a file held. */
export interface Taken<T> {
  value: T;
  path: string;
  /** Why this one was taken, where there are others. */
  note?: string;
}

/**
 * Parse the file that was changed last; if it is damaged, the one before it, and so on.
 *
 * @throws {InputError} None is good: what is wrong with the newest.
 */
export async function readNewest<T>(
  paths: string[],
  parse: (bytes: Uint8Array, path: string) => T,
): Promise<Taken<T>> {
  const faults: InputError[] = [], sorted = await newestFirst(paths);
  for (const path of sorted) {
    try {
      const value = parse(await readBytes(path), path);
      return { value, path, note: noteOn(path, sorted, faults) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(error);
    }
  }
  throw faults[0];
}

/** Of the same time, those that are gzipped first. */
async function newestFirst(paths: string[]): Promise<string[]> {
  if (paths.length < 2) return paths;
  const times = new Map<string, number>();
  for (const path of paths) {
    times.set(path, await fileStatus(path).then(({ modified }) => modified, () => 0));
  }
  const isPlain = (path: string) => Number(!/\.gz$/i.test(path));
  return paths.toSorted((a, b) => times.get(b)! - times.get(a)! || isPlain(a) - isPlain(b));
}

function noteOn(path: string, all: string[], faults: InputError[]): string | undefined {
  if (all.length === 1) return undefined;
  if (faults.length > 0) return `took ${path}, because of ${faults[0].message}`;
  return `took ${path}, the newest of ${all.length} such files (${all.map(nameOf).join(", ")})`;
}

const nameOf = (path: string) => basename(path);

/**
 * All bytes of a file.
 *
 * @throws {InputError} It cannot be read.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(
      `${path}: cannot be read (${systemReason(error)}); check that you may read it`,
      { cause: error },
    );
  }
}
