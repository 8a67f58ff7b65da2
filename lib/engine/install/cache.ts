/** Where the engine lives: one folder for this user, shared by all clones of the project. */
import { posix, win32 } from "node:path";

/** What {@linkcode cacheDirectory} reads; tests pass their own. */
export interface CachePlace {
  os: string;
  environment(name: string): string | undefined;
}

const thisMachine = (): CachePlace => ({
  os: Deno.build.os,
  environment: (name) => Deno.env.get(name),
});

/**
 * The cache folder: `MARGIN_CACHE`, or the system's usual place for a program's cache.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cacheDirectory } from "./cache.ts";
 *
 * const home = (name: string) => name === "HOME" ? "/home/ada" : undefined;
 * assertEquals(cacheDirectory({ os: "linux", environment: home }), "/home/ada/.cache/margin-losses");
 * ```
 */
export function cacheDirectory(place: CachePlace = thisMachine()): string {
  const chosen = place.environment("MARGIN_CACHE");
  // Commands run in other folders, so a relative path is made absolute here.
  if (chosen) return (place.os === "windows" ? win32 : posix).resolve(chosen);
  const home = place.environment("HOME") ?? place.environment("USERPROFILE") ?? ".";
  if (place.os === "windows") {
    return `${place.environment("LOCALAPPDATA") ?? `${home}\\AppData\\Local`}\\margin-losses`;
  }
  if (place.os === "darwin") return `${home}/Library/Caches/margin-losses`;
  return `${place.environment("XDG_CACHE_HOME") || `${home}/.cache`}/margin-losses`;
}
