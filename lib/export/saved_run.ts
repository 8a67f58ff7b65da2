import fs from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import { InputError } from "../errors.ts";
import { removeIfPresentSync, renameSync, systemReason } from "../platform.ts";
import { makeOutputFolder } from "./_make_folder.ts";
import { type RunFile, runFiles } from "./_run_files.ts";

/** What is text, or nearly; numbers and pictures would hardly shrink. */
const SHRINKS = /\.(json|jsonl|svg)$/;

/**
 * Write a run of `deno task train` as one zip file, from which another machine resumes it: unzip it
 * there, then `deno task train --resume FOLDER`. It holds the checkpoints, the configuration, the
 * log, a threshold, and all figures, in a folder named after the run; no exports and no locks.
 *
 * Files are read in pieces, so that their size does not matter. The run must not be training
 * meanwhile; `deno task export` makes sure of it.
 *
 * @param folder The run's.
 * @param path A name that ends in `.zip`, or a folder, made if missing, for `<run>.zip`.
 * @returns The file's path.
 * @throws {InputError} When the folder holds no run or a link, or the file cannot be written.
 */
export async function exportRun(folder: string, path: string): Promise<string> {
  const run = resolve(folder), files = runFiles(run);
  if (!files.some(({ name }) => name === "checkpoint.safetensors")) {
    throw new InputError(`${folder}: holds no run (there is no checkpoint.safetensors)`);
  }
  const file = extname(path) === ".zip" ? path : join(path, `${basename(run)}.zip`);
  await makeOutputFolder(dirname(file));
  const partial = `${file}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    await writeZip(partial, { files, top: basename(run) });
    renameSync(partial, file);
  } catch (error) {
    removeIfPresentSync(partial);
    if (error instanceof InputError) throw error;
    throw new InputError(`${file}: cannot be written (${systemReason(error)}); give another path`);
  }
  return file;
}

/** One file after the other. */
async function writeZip(
  path: string,
  { files, top }: { files: readonly RunFile[]; top: string },
): Promise<void> {
  const { configure, ZipWriter } = await import("npm:@zip.js/zip.js@2.24.0");
  configure({ useWebWorkers: false });
  const output = fs.createWriteStream(path, { flags: "wx", flush: true });
  const zip = new ZipWriter(Writable.toWeb(output), { extendedTimestamp: false });
  for (const { name, path, modified: lastModDate } of files) {
    const readable = Readable.toWeb(fs.createReadStream(path)) as ReadableStream<Uint8Array>;
    const level = SHRINKS.test(name) ? 6 : 0;
    await zip.add(`${top}/${name}`, { readable }, { level, lastModDate });
  }
  await zip.close();
}
