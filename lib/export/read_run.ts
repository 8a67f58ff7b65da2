/** What stands in a run's zip file, compared with the run, byte by byte. */
import { Buffer } from "node:buffer";
import fs from "node:fs";
import { basename, resolve } from "node:path";
import { InputError, messageOf } from "../errors.ts";
import { type RunFile, runFiles } from "./_run_files.ts";

/** What was compared. */
export interface RunComparison {
  files: number;
  bytes: number;
}

/**
 * Read a run's zip file again: checksums, names, and every byte.
 *
 * @throws {InputError} When an entry is missing, damaged, or not as the run's file is now.
 */
export async function compareRun(folder: string, path: string): Promise<RunComparison> {
  const { configure, ZipReader, Reader } = await import("npm:@zip.js/zip.js@2.24.0");
  configure({ useWebWorkers: false });
  const file = await fs.promises.open(path, "r");
  /** Pieces of the file as they are asked for. */
  class Pieces extends Reader<string> {
    override async init() {
      this.size = (await file.stat()).size;
    }
    override async readUint8Array(index: number, length: number) {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, index);
      return buffer.subarray(0, bytesRead);
    }
  }
  try {
    const entries = await new ZipReader(new Pieces(path), { checkSignature: true }).getEntries();
    return await compareEntries(folder, entries as Entry[]);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`export: the zip file cannot be read again (${messageOf(error)})`);
  } finally {
    await file.close();
  }
}

/** Its part that is used here. */
interface Entry {
  filename: string;
  getData(writable: WritableStream<Uint8Array>): Promise<unknown>;
}

async function compareEntries(folder: string, entries: Entry[]): Promise<RunComparison> {
  const run = resolve(folder), files = runFiles(run), top = basename(run);
  const found = entries.map(({ filename }) => filename);
  const expected = files.map(({ name }) => `${top}/${name}`);
  if (String(found) !== String(expected)) throw changed(folder);
  for (const [i, { path, bytes }] of files.entries()) {
    if (!await isSame(entries[i], { path, bytes })) throw changed(path);
  }
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Reads both to the end, since an entry's checksum stands there. */
async function isSame(entry: Entry, { path, bytes }: Pick<RunFile, "path" | "bytes">) {
  const original = await fs.promises.open(path, "r");
  let at = 0, same = true;
  const write = async (chunk: Uint8Array) => {
    const { buffer, bytesRead } = await original.read(Buffer.alloc(chunk.length), { position: at });
    same &&= buffer.subarray(0, bytesRead).equals(chunk);
    at += chunk.length;
  };
  try {
    await entry.getData(new WritableStream({ write }));
  } finally {
    await original.close();
  }
  return same && at === bytes;
}

function changed(path: string): InputError {
  return new InputError(`${path}: was changed while it was exported; export again`);
}
