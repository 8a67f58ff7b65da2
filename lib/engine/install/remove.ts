/** Removes everything the project has put in its cache. */
import { exists, folderBytes, removeFolder } from "./_files.ts";
import { isOursAlone, LOCK, TAG, withLock } from "./_lock.ts";
import { cacheDirectory } from "./cache.ts";
import { isOurs } from "./cache_names.ts";

/**
 * Remove the cache folder; waits for a running setup. In a folder that already had other contents
 * (a custom `MARGIN_CACHE`), only names of ours are removed.
 *
 * @returns The bytes freed.
 */
export async function removeNativeEngine(
  options: { report?: (line: string) => void; cache?: string } = {},
): Promise<number> {
  const { cache = cacheDirectory(), report = () => {} } = options;
  if (!await exists(cache)) return 0;
  return await withLock(cache, report, async () => {
    const before = await folderBytes(cache);
    await removeEntries(cache, await isOursAlone(cache));
    return before - await folderBytes(cache);
  });
}

/**
 * The mark goes after everything it covers, so that an interrupted removal can be resumed; the lock
 * goes last.
 */
async function removeEntries(cache: string, oursAlone: boolean): Promise<void> {
  for await (const entry of Deno.readDir(cache)) {
    if (entry.name === TAG || entry.name === LOCK) continue;
    if (oursAlone || isOurs(entry.name)) await removeFolder(`${cache}/${entry.name}`);
  }
  if (oursAlone) await removeFolder(`${cache}/${TAG}`);
  const lock = await Deno.stat(`${cache}/${LOCK}`).catch(() => undefined);
  if (lock?.size === 0) await removeFolder(`${cache}/${LOCK}`); // Ours is always empty.
  await Deno.remove(cache).catch(() => {}); // Other contents, or another setup starting.
}
