/** Errors of the cache's disk, with messages that say what to do. */
import { InputError, messageOf } from "../../errors.ts";
import type { Context } from "./_context.ts";
import { formatBytes } from "./_files.ts";

/** @throws {InputError} When the disk has too little space. */
export function checkSpace(context: Context, needed: number, what: string): void {
  const { cache, freeBytes } = context.tools;
  const free = freeBytes(cache);
  if (free >= needed) return;
  throw new InputError(
    `${what} needs ${formatBytes(needed)} in ${cache} for a while, and ${
      formatBytes(free)
    } are free: ` +
      "make room, or set MARGIN_CACHE to a folder on a larger disk",
  );
}

/** The disk ran full during a write. */
export function diskFull(cache: string): InputError {
  return new InputError(
    `the disk of ${cache} is full: make room, or set MARGIN_CACHE to a folder on a larger disk`,
  );
}

/** System errors about the cache as input errors; others unchanged. */
export function cacheError(error: unknown, cache: string): unknown {
  if (error instanceof InputError) return error;
  const text = messageOf(error);
  if (/os error (28|122)\b/.test(text)) return diskFull(cache); // ENOSPC, EDQUOT
  const refused = error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.AlreadyExists ||
    /os error (13|20|30)\b/.test(text); // EACCES, ENOTDIR, EROFS
  return refused ? notWritable(text, cache) : error;
}

/** The folder cannot be created or written to. */
export function notWritable(why: string, cache: string): InputError {
  return new InputError(
    `cannot write to the cache ${cache} (${why}): make it writable, or set MARGIN_CACHE to a folder that is`,
  );
}
