/** Takes away all that setup has put on the disk. */
import { exists, folderBytes, removeFolder } from "./_files.ts";
import { isOurs, LOCK, withLock } from "./_lock.ts";
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
    if (await isOurs(cache)) {
      await removeFolder(cache);
      return before;
    }
    for await (const entry of Deno.readDir(cache)) {
      if (isEntryOfOurs(entry.name)) await removeFolder(`${cache}/${entry.name}`);
    }
    return before - await folderBytes(cache);
  });
}

function isEntryOfOurs(name: string): boolean {
  return name === LOCK || name.startsWith(LEFTOVER) || plans.some((plan) => plan.native?.folder === name);
}
