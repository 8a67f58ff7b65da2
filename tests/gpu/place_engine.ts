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
import { writeManifest } from "../../lib/engine/install/_write_manifest.ts";

const libraries = Deno.realPathSync(Deno.args[0]);
const parts = planFor(currentMachine()).native;
if (!parts) throw new Error("there is no native engine for this machine");
await writeManifest(libraries, parts);
const place = `${cacheDirectory()}/${parts.folder}`;
await Deno.mkdir(cacheDirectory(), { recursive: true });
await Deno.symlink(libraries, place);
console.log(`${place} → ${libraries}`);
