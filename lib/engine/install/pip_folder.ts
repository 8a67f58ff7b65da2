/**
 * Python packages in a separate folder in the user's cache; the user's own Python is not touched.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../../errors.ts";
import { type RunCommand, runCommand } from "./_command.ts";
import { folderBytes, removeFolder } from "./_files.ts";
import { isMissing, pipError, PYTHONS, requirePython, runPip } from "./_pip.ts";
import { cacheDirectory } from "./cache.ts";
import { PIP_LOCK, PIP_PART, type PipFolderName } from "./cache_names.ts";

/** What is wanted. */
export interface PipFolderOptions {
  /** Name of the folder, different for each version. `cache_names.ts` must list its pattern. */
  name: PipFolderName;
  /** For messages: "PyTorch 2.13.0 for the comparison". */
  what: string;
  /**
   * Lock files in pip's format, which pin every package by hash: the first that pip can follow here
   * is taken.
   */
  locks: URL[];
  /** Python modules that must import from the folder; otherwise it is reinstalled. */
  modules: string[];
  report: (line: string) => void;
  /** @default {cacheDirectory()} */
  cache?: string;
  /** What to know where the first lock's packages are not to be had. */
  note?: string;
}

/** An installed folder. */
export interface PipFolder {
  /** The Python executable. */
  python: string;
  directory: string;
  /** What makes Python see the folder. */
  env: Record<string, string>;
}

/** What is wanted, and how to run programs: tests pass their own. */
interface Work extends PipFolderOptions {
  run: RunCommand;
}

/** The folder, if it is installed and complete. */
export function findPipFolder(options: PipFolderOptions): Promise<PipFolder | undefined> {
  return findWith({ ...options, run: runCommand });
}

/**
 * Packages from the cache, installed through pip if they are missing, damaged, or for another
 * Python.
 *
 * @throws {InputError} No Python with pip, or pip failed.
 */
export function ensurePipFolder(options: PipFolderOptions): Promise<PipFolder> {
  return ensureWith({ ...options, run: runCommand });
}

async function findWith(work: Work): Promise<PipFolder | undefined> {
  for (const python of PYTHONS) {
    const folder = folderFor(python, work);
    if (await works(folder, work)) return folder;
  }
  return undefined;
}

function folderFor(
  python: string,
  { name, cache = cacheDirectory() }: PipFolderOptions,
): PipFolder {
  const directory = join(cache, name); // as Python itself writes it: `works` compares
  return { python, directory, env: { PYTHONPATH: directory, PYTHONNOUSERSITE: "1" } };
}

/** {@linkcode ensurePipFolder} with tools passed by the caller. */
export async function ensureWith(work: Work): Promise<PipFolder> {
  const found = await findWith(work);
  if (found) return found;
  const folder = folderFor(await requirePython(work.run, work.what), work);
  await Deno.mkdir(dirname(folder.directory), { recursive: true });
  const lock = await Deno.open(folder.directory + PIP_LOCK, { create: true, write: true });
  try {
    await lock.lock(true); // of two at once, the second finds the work done
    if (!await works(folder, work)) await install(folder, work);
  } finally {
    lock.close();
  }
  return folder;
}

async function install(folder: PipFolder, work: Work): Promise<void> {
  const { what, report } = work;
  const { directory } = folder;
  report(`${what} goes through pip into ${directory}`);
  await fill(folder, work);
  if (!await works(folder, work)) {
    throw new InputError(
      `${what} is installed in ${directory}, but does not start: remove the folder and try again`,
    );
  }
  const size = `${megabytes(await folderBytes(directory))} MB of disk`;
  report(`${what} takes ${size}; deno task setup --remove takes the whole cache away`);
}

async function works(
  { python, directory, env }: PipFolder,
  { modules, locks, run }: Work,
): Promise<boolean> {
  const made = await Deno.readTextFile(`${directory}/${MADE_FROM}`).catch(() => undefined);
  const wanted = await Promise.all(locks.map((lock) => Deno.readTextFile(lock)));
  if (made === undefined || !wanted.includes(made)) return false; // by an older lock
  // The user's own packages may be built differently: only ours count.
  const checks = modules.map((module) =>
    `import ${module}; assert ${module}.__file__.startswith(${JSON.stringify(directory)})`
  );
  return (await run([python, "-c", checks.join("\n")], { env }))?.code === 0;
}

/** File in the folder: the lock that it was made from. */
const MADE_FROM = "made-from.txt";

/** Into a temporary folder that is renamed when complete, so that a partial one is never used. */
async function fill(folder: PipFolder, work: Work): Promise<void> {
  const { directory } = folder;
  const temporary = directory + PIP_PART, target = `${temporary}/packages`;
  await removeFolder(temporary); // left by a killed installation
  const timer = setInterval(() => tick(temporary, work.report), 15_000);
  try {
    const lock = await followLock(folder, { target, temporary }, work);
    await Deno.copyFile(lock, `${target}/${MADE_FROM}`);
    await removeFolder(directory); // one that does not work
    await Deno.rename(target, directory);
  } finally {
    clearInterval(timer);
    await removeFolder(temporary);
  }
}

/** @returns The lock that pip could follow. */
async function followLock(
  { python, directory }: PipFolder,
  where: { target: string; temporary: string },
  { locks, note, report, run }: Work,
): Promise<URL> {
  for (const [i, lock] of locks.entries()) {
    // Only wheels: building from source would bring packages that no hash pins.
    const flags = ["--quiet", "--only-binary=:all:", "--require-hashes"];
    const args = [...flags, "-r", fileURLToPath(lock)];
    const result = await runPip(run, [python, "-m", "pip"], { ...where, args });
    if (result?.code === 0) return lock;
    const isLast = i === locks.length - 1;
    if (isLast || !isMissing(result)) {
      throw pipError(result, { cache: directory, again: "try again" });
    }
    if (note) report(note);
    await removeFolder(where.target);
  }
  throw new Error("a folder needs at least one lock");
}

async function tick(directory: string, report: (line: string) => void): Promise<void> {
  report(`pip: ${megabytes(await folderBytes(directory))} MB on disk so far`);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
