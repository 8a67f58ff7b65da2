/** Small helpers for files and sizes. */
import { createHash } from "node:crypto";

/**
 * Files below a folder with their sizes, by relative path. A folder that disappears meanwhile
 * counts as empty.
 */
export async function listFiles(directory: string, inside = ""): Promise<Record<string, number>> {
  const files: Record<string, number> = {};
  try {
    for await (const entry of Deno.readDir(directory)) {
      const path = `${directory}/${entry.name}`;
      const name = inside + entry.name;
      if (entry.isDirectory) Object.assign(files, await listFiles(path, `${name}/`));
      else files[name] = (await Deno.lstat(path)).size;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files;
}

/** Bytes of all files below a folder. */
export async function folderBytes(directory: string): Promise<number> {
  return Object.values(await listFiles(directory)).reduce((sum, size) => sum + size, 0);
}

/** SHA-256 of a file, hexadecimal. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256"), file = await Deno.open(path);
  for await (const part of file.readable) hash.update(part); // closes the file
  return hash.digest("hex");
}

/** Whether the path exists. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** Remove a folder with all its contents, if it exists. */
export async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** `853 MB`, `1.3 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.round(bytes / 1e3)} kB`;
}

/** Seconds since a `performance.now()`, as `12 s`. */
export function secondsSince(start: number): string {
  const seconds = (performance.now() - start) / 1000;
  return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
}
