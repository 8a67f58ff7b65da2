/**
 * Makes an engine of libraries that were carried along: writes the manifest that the library looks
 * for.
 *
 *     deno run -A tests/gpu/place_engine.ts LIBRARIES
 *
 * LIBRARIES holds `tensorflow/` and, for a GPU, `nvidia/`; it is linked into the cache folder that
 * MARGIN_CACHE names.
 */
import { cacheDirectory, currentMachine, planFor } from "../../lib/engine/install/mod.ts";
import { listFiles } from "../../lib/engine/install/_files.ts";
import { MANIFEST, type Manifest, recipeOf } from "../../lib/engine/install/manifest.ts";
import { TENSORFLOW } from "../../lib/engine/install/wheels.ts";

const libraries = Deno.realPathSync(Deno.args[0]);
const parts = planFor(currentMachine()).native;
if (!parts) throw new Error("there is no native engine for this machine");
const { gpu, wheels, folder } = parts;
const files = await listFiles(libraries);
delete files[MANIFEST];
const manifest: Manifest = { recipe: recipeOf(parts), tensorflow: TENSORFLOW, gpu, wheels, files };
await Deno.writeTextFile(`${libraries}/${MANIFEST}`, JSON.stringify(manifest, null, 2) + "\n");
await Deno.mkdir(cacheDirectory(), { recursive: true });
await Deno.symlink(libraries, `${cacheDirectory()}/${folder}`);
console.log(`${cacheDirectory()}/${folder} → ${libraries}`);
