import { basename, dirname, join } from "node:path";
import { InputError } from "../../errors.ts";
import {
  type Content,
  errorCode,
  flushFolderSync,
  namesInSync,
  removeIfPresentSync,
  renameSync,
  systemReason,
  writeFlushedSync,
} from "../../platform.ts";

/** The end of the names of files that are being written. */
const PARTIAL = ".partial";

/** Milliseconds after which no write can still be at work on its file. */
const SURELY_DEAD = 600_000;

/**
 * Write a file so that, whatever happens, there is either all of it or what was there before.
 *
 * The bytes go to a new file beside it, `<path>.<random>.partial`, to the disk, and then take its
 * place. A write that fails removes that file; one that is killed leaves it, and a later write
 * removes it. Synchronous, so that two writes of one program cannot mix.
 *
 * @param path The file; its directory must exist.
 * @param content Its new content; pieces are asked for one after the other.
 * @throws {InputError} It cannot be written: names the path, the system's reason, and what to do.
 */
export function writeFileAtomically(path: string, content: Content): void {
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}${PARTIAL}`;
  removeLeftovers(path);
  try {
    writeFlushedSync(partial, content);
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

/** Remove what killed writes of a file left behind: other processes may be at theirs. */
function removeLeftovers(path: string): void {
  const folder = dirname(path), name = basename(path);
  try {
    for (const { name: other, age } of namesInSync(folder)) {
      const isOld = other === name + PARTIAL || age > SURELY_DEAD; // the first is of earlier versions
      if (isOld && other.startsWith(`${name}.`) && other.endsWith(PARTIAL)) {
        removeIfPresentSync(join(folder, other));
      }
    }
  } catch {
    // The write itself says what is wrong with the folder.
  }
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
