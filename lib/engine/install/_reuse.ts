/** Libraries that are on the disk already. */
import { dirname } from "node:path";
import type { Context } from "./_context.ts";
import { folderBytes, formatBytes, removeFolder } from "./_files.ts";
import { hasLibraries, MANIFEST, type Manifest } from "./manifest.ts";

/**
 * Take the libraries from the engine that an earlier version of the set-up made of the same wheels,
 * instead of downloading them again.
 *
 * @returns Whether that engine was there and whole.
 */
export async function reuseLibraries(context: Context): Promise<boolean> {
  const { engine, report } = context;
  // No engine there, a file of another size, a disk without hard links: whatever it is, a download
  // does not need it.
  const reused = await linkLibraries(context).catch(() => false);
  if (reused) {
    report(
      `keep: ${
        formatBytes(await folderBytes(engine))
      } that an earlier setup downloaded, the libraries`,
    );
  } else await removeFolder(engine);
  return reused;
}

/**
 * A second name for each file, so that the earlier engine stays whole until this one takes its
 * place.
 */
async function linkLibraries({ engine, parts, tools }: Context): Promise<boolean> {
  const earlier = `${tools.cache}/${parts.folder}`;
  const manifest: Manifest = JSON.parse(await Deno.readTextFile(`${earlier}/${MANIFEST}`));
  const { files, wheels } = manifest;
  if (JSON.stringify(wheels) !== JSON.stringify(parts.wheels) || !hasLibraries(manifest, parts)) {
    return false;
  }
  for (const path of Object.keys(files).filter((path) => /^(tensorflow|nvidia)\//.test(path))) {
    if ((await Deno.stat(`${earlier}/${path}`)).size !== files[path]) return false;
    await Deno.mkdir(dirname(`${engine}/${path}`), { recursive: true });
    await Deno.link(`${earlier}/${path}`, `${engine}/${path}`);
  }
  return true;
}
