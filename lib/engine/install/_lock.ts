/** One installation at a time, across processes. */
import { InputError, messageOf } from "../../errors.ts";

/** File in the cache folder that is locked while someone works on it. */
export const LOCK = "lock";

/** File that marks the folder as a cache, and as ours: backup programs know its first line. */
export const TAG = "CACHEDIR.TAG";
const TAG_TEXT =
  "Signature: 8a477f597d28d172789f06886806bc55\n# Made by margin-losses; `deno task setup --remove` takes it away.\n";

/** Do some work while no other process works on the cache; says so when it has to wait. The system frees the lock of a killed process. */
export async function withLock<T>(cache: string, report: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const file = await openLocked(cache, report);
  try {
    return await work();
  } catch (error) {
    throw cacheError(error, cache);
  } finally {
    file.close();
  }
}

async function openLocked(cache: string, report: (line: string) => void): Promise<Deno.FsFile> {
  for (;;) {
    const file = await openLockFile(cache);
    if (!await file.tryLock(true)) {
      report(`another setup works on ${cache}: waiting for it`);
      await file.lock(true);
    }
    if (await isStillThere(file, cache)) return file;
    file.close(); // The other one removed the cache, with this lock file: begin again with a new one.
  }
}

async function openLockFile(cache: string): Promise<Deno.FsFile> {
  try {
    await makeCache(cache);
    return await Deno.open(`${cache}/${LOCK}`, { create: true, read: true, write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return await openLockFile(cache); // Removed in between.
    throw cacheError(error, cache);
  }
}

/** A folder that was there before with other things in it gets no mark, so that removing spares them. */
async function makeCache(cache: string): Promise<void> {
  await Deno.mkdir(cache, { recursive: true });
  for await (const _ of Deno.readDir(cache)) return;
  await Deno.writeTextFile(`${cache}/${TAG}`, TAG_TEXT);
}

/** Whether the folder was made by us alone. */
export async function isOurs(cache: string): Promise<boolean> {
  return await Deno.readTextFile(`${cache}/${TAG}`).then((text) => text === TAG_TEXT, () => false);
}

async function isStillThere(file: Deno.FsFile, cache: string): Promise<boolean> {
  const mine = await file.stat();
  return await Deno.stat(`${cache}/${LOCK}`).then((there) => there.ino === mine.ino, () => false);
}

/** The system's errors about the cache in words that say what to do; others as they are. */
export function cacheError(error: unknown, cache: string): unknown {
  if (error instanceof InputError) return error;
  const text = messageOf(error);
  if (/os error (28|122)\b/.test(text)) {
    return new InputError(`the disk of ${cache} is full: make room, or set MARGIN_CACHE to a folder on a larger disk`);
  }
  const refused = error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.AlreadyExists || /os error (13|20|30)\b/.test(text);
  if (!refused) return error;
  return new InputError(
    `cannot write to the cache ${cache} (${text}): make it writable, or set MARGIN_CACHE to a folder that is`,
  );
}
