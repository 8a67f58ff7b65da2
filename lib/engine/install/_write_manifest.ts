/** Records what an engine consists of, once it has proved itself. */
import { fileHash, listFiles } from "./_files.ts";
import { MANIFEST, type Manifest, recipeOf } from "./manifest.ts";
import type { NativeParts } from "./platforms.ts";
import { TENSORFLOW } from "./wheels.ts";

/** Size, time and hash of every file in the folder. */
export async function writeManifest(engine: string, parts: NativeParts): Promise<void> {
  const { gpu, wheels } = parts;
  const { [MANIFEST]: _, ...files } = await listFiles(engine);
  const modified: Record<string, number> = {}, sha256: Record<string, string> = {};
  for (const path of Object.keys(files)) {
    const { mtime } = await Deno.stat(`${engine}/${path}`);
    modified[path] = mtime?.getTime() ?? 0;
    sha256[path] = await fileHash(`${engine}/${path}`);
  }
  const recipe = recipeOf(parts);
  const manifest: Manifest = {
    recipe,
    tensorflow: TENSORFLOW,
    gpu,
    wheels,
    files,
    modified,
    sha256,
  };
  await Deno.writeTextFile(`${engine}/${MANIFEST}`, JSON.stringify(manifest, null, 2) + "\n");
}
