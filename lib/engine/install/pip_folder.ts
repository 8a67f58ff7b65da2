/**
 * Python packages in a folder of their own in the user's cache: nothing of the user's own Python is
 * touched.
 */
import { dirname, join } from "node:path";
import { InputError } from "../../errors.ts";
import { type RunCommand, runCommand } from "./_command.ts";
import { folderBytes, removeFolder } from "./_files.ts";
import { pipError, PYTHONS, requirePython, runPip } from "./_pip.ts";
import { cacheDirectory } from "./cache.ts";
import { PIP_LOCK, PIP_PART, type PipFolderName } from "./cache_names.ts";

/** What is wanted. */
export interface PipFolderOptions {
  /**
   * Name of the folder; another version is another folder. The list of names in `cache_names.ts`
   * knows its kind.
   */
  name: PipFolderName;
  /** For people: "PyTorch 2.13.0 for the comparison". */
  what: string;
  /** As pip takes them: `torch==2.13.0`. */
  requirements: string[];
  /** Python modules that must import from the folder, or it is made anew. */
  modules: string[];
  report: (line: string) => void;
  /** @default {cacheDirectory()} */
  cache?: string;
  /** What to know before a long download. */
  note?: string;
}

/** An installed folder. */
export interface PipFolder {
  /** The program that runs Python. */
  python: string;
  directory: string;
  /** What makes Python see the folder. */
  env: Record<string, string>;
}

/** What is wanted, and how programs are run: a test gives its own way. */
interface Work extends PipFolderOptions {
  run: RunCommand;
}

/** The folder, where it is installed and whole. */
export function findPipFolder(options: PipFolderOptions): Promise<PipFolder | undefined> {
  return findWith({ ...options, run: runCommand });
}

/**
 * Packages from the cache, installed through pip where they are missing, damaged, or made for
 * another Python.
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

/** {@linkcode ensurePipFolder} in a world that the caller gives. */
export async function ensureWith(work: Work): Promise<PipFolder> {
  const found = await findWith(work);
  if (found) return found;
  const folder = folderFor(await requirePython(work.run, work.what), work);
  await Deno.mkdir(dirname(folder.directory), { recursive: true });
  const lock = await Deno.open(folder.directory + PIP_LOCK, { create: true, write: true });
  try {
    await lock.lock(true); // of two at once the second finds the work done
    if (!await works(folder, work)) await install(folder, work);
  } finally {
    lock.close();
  }
  return folder;
}

async function install(folder: PipFolder, work: Work): Promise<void> {
  const { what, note, report } = work;
  const { directory } = folder;
  report(`${what} goes through pip into ${directory}`);
  if (note) report(note);
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
  { modules, run }: Work,
): Promise<boolean> {
  // Packages of the user's own may have been built in another way: only ours count.
  const checks = modules.map((module) =>
    `import ${module}; assert ${module}.__file__.startswith(${JSON.stringify(directory)})`
  );
  return (await run([python, "-c", checks.join("\n")], { env }))?.code === 0;
}

/**
 * Into a temporary folder that is renamed when it is whole, so that one cut short is never taken
 * for it.
 */
async function fill({ python, directory }: PipFolder, work: Work): Promise<void> {
  const { requirements, report, run } = work;
  const temporary = directory + PIP_PART, target = `${temporary}/packages`;
  await removeFolder(temporary); // of an installation that was killed
  const timer = setInterval(() => tick(temporary, report), 15_000);
  try {
    const args = ["--quiet", ...requirements];
    const result = await runPip(run, [python, "-m", "pip"], { target, temporary, args });
    if (result?.code !== 0) throw pipError(result, { cache: directory, again: "try again" });
    await removeFolder(directory); // one that does not start
    await Deno.rename(target, directory);
  } finally {
    clearInterval(timer);
    await removeFolder(temporary);
  }
}

async function tick(directory: string, report: (line: string) => void): Promise<void> {
  report(`pip: ${megabytes(await folderBytes(directory))} MB on disk so far`);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
