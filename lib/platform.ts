/**
 * What the library needs from the system: files, the environment, the runtime. Node's modules also
 * work in Deno, so the same code runs in both.
 */
import fs from "node:fs";
import process from "node:process";

/** Whether this is Deno, which can call a C library. */
export const isDeno = process.versions.deno !== undefined;

/** The runtime's version, under its name. */
export function runtimeVersion(): Record<string, string> {
  const { deno, node } = process.versions;
  return deno === undefined ? { node } : { deno };
}

/** The value of an environment variable. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}

/** All bytes of a file. */
export async function readFile(path: string): Promise<Uint8Array> {
  return plainBytes(await fs.promises.readFile(path));
}

/** All bytes of a file, synchronously. */
export function readFileSync(path: string): Uint8Array {
  return plainBytes(fs.readFileSync(path));
}

/** A plain array: `slice` of Node's Buffer does not copy. */
function plainBytes({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A file's text. */
export function readTextFileSync(path: string): string {
  return fs.readFileSync(path, "utf8");
}

/** Write a file that must not exist yet: no link that somebody planted is followed. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  await fs.promises.writeFile(path, bytes, { flag: "wx" });
}

/** Bytes as a whole, or piece by piece where all of them would fill the memory. */
export type Content = Uint8Array | Iterable<Uint8Array>;

/** Bytes that one call may write: the system takes no more than 2 GB. */
const AT_ONCE = 2 ** 30;

/**
 * Write a new file, or append to one, and flush it to disk: a power cut could keep the name and
 * lose the bytes. A new file must not exist yet; neither follows a link.
 */
export function writeFlushedSync(path: string, content: Content, { append = false } = {}): void {
  if (append && isLinkSync(path)) throw new Error("it is a link");
  const file = fs.openSync(path, append ? "a" : "wx");
  try {
    for (const bytes of content instanceof Uint8Array ? [content] : content) {
      for (let written = 0; written < bytes.length;) {
        const length = Math.min(AT_ONCE, bytes.length - written);
        written += fs.writeSync(file, bytes, written, length);
      }
    }
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/**
 * Flush a folder, so that new names in it survive a power cut. Not every system opens folders, and
 * none loses a file over it.
 */
export function flushFolderSync(path: string): void {
  try {
    const folder = fs.openSync(path, "r");
    try {
      fs.fsyncSync(folder);
    } finally {
      fs.closeSync(folder);
    }
  } catch {
    // The files themselves are complete and in place.
  }
}

/** Whether a path is a symbolic link. */
export function isLinkSync(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** The names in a folder, each with the milliseconds since it was last changed. */
export function namesInSync(folder: string): { name: string; age: number }[] {
  const now = Date.now();
  return fs.readdirSync(folder).map((name) => {
    const status = fs.lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
    return { name, age: now - (status?.mtimeMs ?? now) };
  });
}

/** Rename a file, replacing any file of that name. */
export function renameSync(from: string, to: string): void {
  fs.renameSync(from, to);
}

/**
 * Remove a file, if it exists and we may: an earlier error is more informative than one from here.
 */
export function removeIfPresentSync(path: string): void {
  try {
    fs.unlinkSync(path);
  } catch {
    // Never created, or not ours.
  }
}

/** Whether a path is a folder; undefined if it does not exist. */
export async function isFolder(path: string): Promise<boolean | undefined> {
  const kind = await kindOf(path);
  return kind && kind === "folder";
}

/** What a path is, links followed; undefined if it does not exist. */
export async function kindOf(path: string): Promise<"file" | "folder" | "other" | undefined> {
  const status = await fs.promises.stat(path).catch(() => undefined);
  if (!status) return undefined;
  return status.isFile() ? "file" : status.isDirectory() ? "folder" : "other";
}

/** The names in a folder, sorted. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await fs.promises.readdir(folder)).sort();
}

/** What is in a folder, by name, links followed; pipes and devices are `other`. */
export async function entriesIn(
  folder: string,
): Promise<{ name: string; kind: "file" | "folder" | "other" }[]> {
  const entries = await fs.promises.readdir(folder, { withFileTypes: true });
  const known = entries.map(async (entry) => {
    const kind = entry.isFile() ? "file" : entry.isDirectory() ? "folder" : undefined;
    const { name } = entry;
    return { name, kind: kind ?? await kindOf(`${folder}/${name}`) ?? "other" as const };
  });
  return (await Promise.all(known)).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** The first bytes of a file. */
export async function readStart(path: string, length: number): Promise<Uint8Array> {
  const file = await fs.promises.open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Bytes in a file, and when it was last changed, milliseconds since 1970. */
export async function fileStatus(path: string): Promise<{ size: number; modified: number }> {
  const { size, mtimeMs } = await fs.promises.stat(path);
  return { size, modified: Math.floor(mtimeMs) };
}

/** Make a folder, and those around it. */
export async function makeFolder(path: string): Promise<void> {
  await fs.promises.mkdir(path, { recursive: true });
}

/** The system's code for a file error: `ENOENT` if it is missing. */
export function errorCode(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/**
 * The system's message for a file error, without its number and without the path, which callers
 * name.
 */
export function systemReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const node = /^[A-Z]\w*: (.+?)(?:, \w+(?: '.*)?)?$/s.exec(message); // `ENOENT: no such file or directory, open 'a'`
  return node?.[1] ?? message.split(" (os error")[0];
}
