/** Takes away all that setup has put on the disk. */
import { exists, folderBytes, removeFolder } from "./_files.ts";
import { isOurs, LOCK, TAG, withLock } from "./_lock.ts";
import { cacheDirectory } from "./cache.ts";
import { LEFTOVER } from "./install.ts";
import { plans } from "./platforms.ts";

/**
 * Remove the cache folder; waits for a setup that is at work. In a folder that held other things before (a chosen `MARGIN_CACHE`),
 * only the engines go.
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
    await removeEntries(cache, await isOurs(cache));
    return before - await folderBytes(cache);
  });
}

/** The mark goes after all it vouches for, so that a removal that is cut off can be taken up again; the lock goes last. */
async function removeEntries(cache: string, ours: boolean): Promise<void> {
  for await (const entry of Deno.readDir(cache)) {
    if (entry.name === TAG || entry.name === LOCK) continue;
    if (ours || isEntryOfOurs(entry.name)) await removeFolder(`${cache}/${entry.name}`);
  }
  if (ours) await removeFolder(`${cache}/${TAG}`);
  await removeFolder(`${cache}/${LOCK}`);
  await Deno.remove(cache).catch(() => {}); // Not empty: it holds other things, or another setup begins just now.
}

function isEntryOfOurs(name: string): boolean {
  const folder = name.replace(/\.failed$/, "");
  return name.startsWith(LEFTOVER) || name.startsWith("bench-torch-") ||
    plans.some((plan) => plan.native?.folder === folder);
}
