/** One installation at a time, across processes. */
import { messageOf } from "../../errors.ts";
import { cacheError, notWritable } from "./_disk.ts";
import { openLockFile } from "./file_lock.ts";
import { waitForLock } from "./wait_for_lock.ts";

/** File in the cache folder that is locked while a process works on the cache. */
export const LOCK = "lock";

/** File that marks the folder as a cache, and as ours: backup programs recognise its first line. */
export const TAG = "CACHEDIR.TAG";
const TAG_TEXT =
  "Signature: 8a477f597d28d172789f06886806bc55\n# Made by margin-losses; `deno task setup --remove` takes it away.\n";

/**
 * Do some work while no other process works on the cache; reports if it has to wait. The system
 * releases the lock of a killed process.
 */
export async function withLock<T>(
  cache: string,
  report: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const file = await waitForLock(`${cache}/${LOCK}`, {
    open: () => openCacheLock(cache),
    onWait: () => report(`another setup works on ${cache}: waiting for it`),
  });
  try {
    return await work();
  } catch (error) {
    throw cacheError(error, cache);
  } finally {
    file.close();
  }
}

async function openCacheLock(cache: string, attempts = 3): Promise<Deno.FsFile> {
  try {
    await makeCache(cache);
    return await openLockFile(`${cache}/${LOCK}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw cacheError(error, cache);
    if (attempts === 1) throw notWritable(messageOf(error), cache);
    return await openCacheLock(cache, attempts - 1); // Another process just removed the cache.
  }
}

/** A folder that already had other contents gets no mark, so that removal spares them. */
async function makeCache(cache: string): Promise<void> {
  await Deno.mkdir(cache, { recursive: true });
  for await (const _ of Deno.readDir(cache)) return;
  await Deno.writeTextFile(`${cache}/${TAG}`, TAG_TEXT);
}

/** Whether the folder is entirely ours. */
export async function isOursAlone(cache: string): Promise<boolean> {
  return await Deno.readTextFile(`${cache}/${TAG}`).then((text) => text === TAG_TEXT, () => false);
}
