import { basename, dirname } from "node:path";
import { InputError, messageOf } from "../errors.ts";

/**
 * Write a file so that, whatever happens, there is either all of it or what was there before.
 *
 * The bytes go to `<path>.partial` beside it, to the disk, and then take its place. A write that fails removes that file; one that
 * is killed leaves it, and the next write overwrites it. Synchronous, so that two writes of one program cannot mix.
 *
 * @param path The file; its directory must exist.
 * @param bytes Its new content.
 * @throws {InputError} It cannot be written: names the path, the system's reason, and what to do.
 */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  const partial = `${path}.partial`;
  try {
    writeToDisk(partial, bytes);
    Deno.renameSync(partial, path);
  } catch (error) {
    removeIfPresent(partial);
    throw new InputError(`${path}: cannot be written (${reasonOf(error)}); ${remedyFor(error, path)}`, {
      cause: error,
    });
  }
  syncDirectory(dirname(path));
}

function writeToDisk(path: string, bytes: Uint8Array) {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
  file.syncSync(); // or a power cut could keep the new name and lose the bytes
}

/** Makes the new name last through a power cut. Not every system opens directories, and none loses the old file over it. */
function syncDirectory(path: string) {
  try {
    using directory = Deno.openSync(path, { read: true });
    directory.syncSync();
  } catch {
    // The file itself is complete and in its place.
  }
}

function removeIfPresent(path: string) {
  try {
    Deno.removeSync(path);
  } catch {
    // Never made, or not ours to remove; the error that led here says more.
  }
}

/** The system's words without its error number and our temporary name. */
function reasonOf(error: unknown): string {
  return messageOf(error).split(" (os error")[0];
}

function remedyFor(error: unknown, path: string): string {
  const reason = reasonOf(error);
  if (/no space|quota|too large/i.test(reason)) return "free some space; what was there before is unchanged";
  if (error instanceof Deno.errors.NotFound) return `make the directory ${dirname(path)} first`;
  if (/is a directory/i.test(reason)) return `choose another name than ${basename(path)}`;
  return "choose a directory that you may write to; what was there before is unchanged";
}
