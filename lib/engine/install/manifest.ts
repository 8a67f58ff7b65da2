/** What an installed engine consists of, written last and read first: a folder without a fitting manifest is not an engine. */
import { readFileSync, statSync } from "node:fs";
import { cacheDirectory } from "./cache.ts";
import { currentMachine, type Machine } from "./machine.ts";
import { type NativeParts, planFor } from "./platforms.ts";
import { TENSORFLOW, type Wheel } from "./wheels.ts";

/** An engine that is complete. */
export interface NativeEngine {
  /** The Node-API addon, loadable with `createRequire`. */
  addon: string;
  directory: string;
  /** Whether it carries GPU kernels. */
  gpu: boolean;
  /** TensorFlow's version. */
  tensorflow: string;
  /** What it takes on the disk. */
  bytes: number;
}

/** The content of `manifest.json`. */
export interface Manifest {
  /** Which versions of wheels and addon the folder was made from. */
  recipe: string;
  tensorflow: string;
  gpu: boolean;
  wheels: Wheel[];
  compiler: string;
  /** Bytes of each file, by path inside the folder. */
  files: Record<string, number>;
}

/** File name of the addon inside the engine's folder. */
export const ADDON = "tfjs_binding.node";
/** File name of the manifest inside the engine's folder. */
export const MANIFEST = "manifest.json";

/** What must be equal for an installed engine to be the wanted one; the addon's sources are pinned in `_sources.ts`. */
export function recipeOf(parts: NativeParts): string {
  const wheels = parts.wheels.map((wheel) => `${wheel.name}==${wheel.version}@${wheel.sha256.slice(0, 16)}`);
  return ["layout 1", "tfjs-node-gpu 4.22.0", "node-api-headers 1.9.0", ...wheels].join(", ");
}

/** The complete engine in this user's cache, or undefined. Reads one small file and sizes: a few milliseconds. */
export function findNativeEngine(): NativeEngine | undefined {
  const machine = currentMachine();
  const cache = cacheDirectory();
  const wanted = enginesFor(machine).map((parts) => readEngine(cache, parts));
  return wanted.find((engine) => engine !== undefined);
}

/** The planned engine first; with an NVIDIA driver, one without CUDA that was installed before serves too. */
function enginesFor(machine: Machine): NativeParts[] {
  const parts = [planFor(machine).native, planFor({ ...machine, nvidia: false }).native];
  return parts.filter((part) => part !== undefined);
}

/** The engine in the cache folder, or undefined where a file is missing, has another size, or is of another recipe. */
export function readEngine(cache: string, parts: NativeParts): NativeEngine | undefined {
  const directory = `${cache}/${parts.folder}`;
  try {
    const manifest: Manifest = JSON.parse(readFileSync(`${directory}/${MANIFEST}`, "utf8"));
    if (manifest.recipe !== recipeOf(parts) || manifest.files[ADDON] === undefined) return undefined;
    const files = Object.entries(manifest.files);
    if (files.some(([path, size]) => statSync(`${directory}/${path}`).size !== size)) return undefined;
    const bytes = files.reduce((sum, [, size]) => sum + size, 0);
    return { addon: `${directory}/${ADDON}`, directory, gpu: manifest.gpu, tensorflow: TENSORFLOW, bytes };
  } catch {
    return undefined; // Not there, or not readable as a manifest: setup makes it anew.
  }
}
