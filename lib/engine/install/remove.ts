/** Takes away all that the project has put into its cache. */
import { exists, folderBytes, removeFolder } from "./_files.ts";
import { isOursAlone, LOCK, TAG, withLock } from "./_lock.ts";
import { cacheDirectory } from "./cache.ts";
import { isOurs } from "./cache_names.ts";

/**
 * Remove the cache folder; waits for a setup that is at work. In a folder that held other things
 * before (a chosen `MARGIN_CACHE`), only what bears a name of ours goes.
 *
 * @returns The bytes that were freed.
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
 * The mark goes after all it vouches for, so that a removal that is cut off can be taken up again;
 * the lock goes last.
 */
async function removeEntries(cache: string, oursAlone: boolean): Promise<void> {
  for await (const entry of Deno.readDir(cache)) {
    if (entry.name === TAG || entry.name === LOCK) continue;
    if (oursAlone || isOurs(entry.name)) await removeFolder(`${cache}/${entry.name}`);
  }
  if (oursAlone) await removeFolder(`${cache}/${TAG}`);
  const lock = await Deno.stat(`${cache}/${LOCK}`).catch(() => undefined);
  if (lock?.size === 0) await removeFolder(`${cache}/${LOCK}`); // Nothing is ever written into ours.
  await Deno.remove(cache).catch(() => {}); // Not empty: it holds other things, or another setup begins just now.
}
