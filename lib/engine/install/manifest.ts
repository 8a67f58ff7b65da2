/**
 * What an installed engine consists of, written last and read first: a folder without a matching
 * manifest is not an engine.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./cache.ts";
import { currentMachine, type Machine } from "./machine.ts";
import { type NativeParts, planFor } from "./platforms.ts";
import { TENSORFLOW, type Wheel } from "./wheels.ts";

/** A complete engine. */
export interface NativeEngine {
  /** The file with TensorFlow's C API. */
  library: string;
  directory: string;
  /** Whether it carries GPU kernels. */
  gpu: boolean;
  /** TensorFlow's version. */
  tensorflow: string;
  /** Its size on disk. */
  bytes: number;
}

/** The content of `manifest.json`. */
export interface Manifest {
  /** How the folder was made, and from which wheels. */
  recipe: string;
  tensorflow: string;
  gpu: boolean;
  wheels: Wheel[];
  /** Size of each file in bytes, by relative path. */
  files: Record<string, number>;
  /** When each was written, milliseconds since 1970; engines of before have none. */
  modified?: Record<string, number>;
  /** SHA-256 of each, hexadecimal; engines of before have none. */
  sha256?: Record<string, string>;
}

/** File name of the manifest inside the engine's folder. */
export const MANIFEST = "manifest.json";

/**
 * What must match for an installed engine to be the wanted one. Layout 1 also had headers and a
 * compiled addon.
 */
export function recipeOf(parts: NativeParts): string {
  const wheels = parts.wheels.map((wheel) =>
    `${wheel.name}==${wheel.version}@${wheel.sha256.slice(0, 16)}`
  );
  return ["layout 2", ...wheels].join(", ");
}

/**
 * The file with the C API in an engine's folder, as the system writes paths: Windows needs
 * backslashes to load a library.
 */
export function libraryOf(directory: string, parts: NativeParts): string {
  return join(directory, "tensorflow", parts.libraries[0]);
}

/** Whether the manifest lists TensorFlow's libraries. */
export function hasLibraries({ files }: Manifest, { libraries }: NativeParts): boolean {
  return libraries.every((library) => files[`tensorflow/${library}`] !== undefined);
}

/**
 * The complete engine in this user's cache, or undefined. Reads one small file and file sizes: a
 * few milliseconds.
 */
export function findNativeEngine(): NativeEngine | undefined {
  const machine = currentMachine();
  const cache = cacheDirectory();
  const wanted = enginesFor(machine).map((parts) => readEngine(cache, parts));
  return wanted.find((engine) => engine !== undefined);
}

/**
 * The planned engine first; with an NVIDIA driver, a previously installed one without CUDA also
 * works.
 */
function enginesFor(machine: Machine): NativeParts[] {
  const parts = [planFor(machine).native, planFor({ ...machine, nvidia: false }).native];
  return parts.filter((part) => part !== undefined);
}

/**
 * The engine in the cache folder, or undefined if a file is missing, has another size or was written
 * since, or the recipe differs.
 */
export function readEngine(cache: string, parts: NativeParts): NativeEngine | undefined {
  const directory = join(cache, parts.folder);
  try {
    const manifest: Manifest = JSON.parse(readFileSync(`${directory}/${MANIFEST}`, "utf8"));
    if (manifest.recipe !== recipeOf(parts) || !hasLibraries(manifest, parts)) return undefined;
    const files = Object.entries(manifest.files);
    if (!files.every(([path]) => isAsInstalled(directory, path, manifest))) return undefined;
    const bytes = files.reduce((sum, [, size]) => sum + size, 0);
    return {
      library: libraryOf(directory, parts),
      directory,
      gpu: manifest.gpu,
      tensorflow: TENSORFLOW,
      bytes,
    };
  } catch {
    return undefined; // Missing, or not a readable manifest: setup reinstalls it.
  }
}

/** Without reading it: hashing takes a second, and set-up does that where the time differs. */
function isAsInstalled(directory: string, path: string, manifest: Manifest): boolean {
  const { size, mtimeMs } = statSync(`${directory}/${path}`);
  return size === manifest.files[path] && Math.floor(mtimeMs) === manifest.modified?.[path];
}
