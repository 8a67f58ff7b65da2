import { basename, dirname } from "node:path";
import { InputError } from "../../errors.ts";
import {
  errorCode,
  flushFolderSync,
  removeIfPresentSync,
  renameSync,
  systemReason,
  writeFlushedSync,
} from "../../platform.ts";

/**
 * Write a file so that, whatever happens, there is either all of it or what was there before.
 *
 * The bytes go to `<path>.partial` beside it, to the disk, and then take its place. A write that
 * fails removes that file; one that is killed leaves it, and the next write overwrites it.
 * Synchronous, so that two writes of one program cannot mix.
 *
 * @param path The file; its directory must exist.
 * @param bytes Its new content.
 * @throws {InputError} It cannot be written: names the path, the system's reason, and what to do.
 */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  const partial = `${path}.partial`;
  try {
    writeFlushedSync(partial, bytes);
    renameSync(partial, path);
  } catch (error) {
    removeIfPresentSync(partial);
    throw new InputError(
      `${path}: cannot be written (${systemReason(error)}); ${remedyFor(error, path)}`,
      {
        cause: error,
      },
    );
  }
  flushFolderSync(dirname(path));
}

function remedyFor(error: unknown, path: string): string {
  const code = errorCode(error);
  if (/no space|quota|too large/i.test(systemReason(error))) {
    return "free some space; what was there before is unchanged";
  }
  if (code === "ENOENT") return `make the directory ${dirname(path)} first`;
  if (code === "EISDIR") return `choose another name than ${basename(path)}`;
  return "choose a directory that you may write to; what was there before is unchanged";
}
