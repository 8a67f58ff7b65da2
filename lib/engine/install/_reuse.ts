/** Libraries that are already on disk. */
import { dirname } from "node:path";
import type { Context } from "./_context.ts";
import { fileHash, folderBytes, formatBytes, removeFolder } from "./_files.ts";
import { hasLibraries, MANIFEST, type Manifest } from "./manifest.ts";

/**
 * Take the libraries from an engine that an earlier version of setup made from the same wheels,
 * instead of downloading them again.
 *
 * @returns Whether that engine existed and was complete.
 */
export async function reuseLibraries(context: Context): Promise<boolean> {
  const { engine, report } = context;
  // No such engine, a file of another size or content, a disk without hard links: in any case,
  // downloading still works.
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

/** Hard-links each file, so that the earlier engine stays intact until this one replaces it. */
async function linkLibraries({ engine, parts, tools, report }: Context): Promise<boolean> {
  const earlier = `${tools.cache}/${parts.folder}`;
  const manifest: Manifest = JSON.parse(await Deno.readTextFile(`${earlier}/${MANIFEST}`));
  const { files, sha256, wheels } = manifest;
  if (JSON.stringify(wheels) !== JSON.stringify(parts.wheels) || !hasLibraries(manifest, parts)) {
    return false;
  }
  for (const path of Object.keys(files).filter((path) => /^(tensorflow|nvidia)\//.test(path))) {
    if ((await Deno.stat(`${earlier}/${path}`)).size !== files[path]) return false;
    if (sha256 && await fileHash(`${earlier}/${path}`) !== sha256[path]) {
      report(`keep: not ${path}, which was changed since it was installed`);
      return false;
    }
    await Deno.mkdir(dirname(`${engine}/${path}`), { recursive: true });
    await Deno.link(`${earlier}/${path}`, `${engine}/${path}`);
  }
  return true;
}
