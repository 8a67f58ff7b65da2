/** Python packages in a folder of their own in the user's cache: nothing of the user's own Python is touched. */
import { dirname, join } from "node:path";
import {
  cacheDirectory,
  INSTALL_PYTHON,
  PIP_LOCK,
  PIP_PART,
  pipEnvironment,
  type PipFolderName,
  PYTHONS,
} from "../engine/install/mod.ts";
import { InputError } from "../errors.ts";
import { folderBytes } from "./_folder_bytes.ts";

/** What is wanted. */
export interface PipFolderOptions {
  /** Name of the folder; another version is another folder. The list of names in `cache_names.ts` knows its kind. */
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

/** The folder, where it is installed and whole. */
export async function findPipFolder(options: PipFolderOptions): Promise<PipFolder | undefined> {
  for (const python of PYTHONS) {
    const folder = folderFor(python, options);
    if (await works(folder, options)) return folder;
  }
  return undefined;
}

function folderFor(python: string, { name, cache = cacheDirectory() }: PipFolderOptions): PipFolder {
  const directory = join(cache, name); // as Python itself writes it: `works` compares
  return { python, directory, env: { PYTHONPATH: directory, PYTHONNOUSERSITE: "1" } };
}

/**
 * Packages from the cache, installed through pip where they are missing, damaged, or made for another Python.
 *
 * @throws {InputError} No Python with pip, or pip failed.
 */
export async function ensurePipFolder(options: PipFolderOptions): Promise<PipFolder> {
  const found = await findPipFolder(options);
  if (found) return found;
  const folder = folderFor(await findPython(options.what), options);
  await Deno.mkdir(dirname(folder.directory), { recursive: true });
  using lock = await Deno.open(folder.directory + PIP_LOCK, { create: true, write: true });
  await lock.lock(true); // of two at once the second finds the work done
  if (!await works(folder, options)) await install(folder, options);
  return folder;
}

async function install(folder: PipFolder, options: PipFolderOptions): Promise<void> {
  const { what, note, report } = options;
  const { directory } = folder;
  report(`${what} goes through pip into ${directory}`);
  if (note) report(note);
  await pipInstall(folder, options);
  if (!await works(folder, options)) {
    throw new InputError(`${what} is installed in ${directory}, but does not start: remove the folder and try again`);
  }
  report(
    `${what} takes ${
      megabytes(await folderBytes(directory))
    } MB of disk; deno task setup --remove takes the whole cache away`,
  );
}

async function findPython(what: string): Promise<string> {
  for (const python of PYTHONS) {
    if ((await run([python, "-m", "pip", "--version"]))?.code === 0) return python;
  }
  throw new InputError(
    `${what} needs Python with pip, and there is none on PATH: install it (${INSTALL_PYTHON})`,
  );
}

async function works({ python, directory, env }: PipFolder, { modules }: PipFolderOptions): Promise<boolean> {
  // Packages of the user's own may have been built in another way: only ours count.
  const checks = modules.map((module) =>
    `import ${module}; assert ${module}.__file__.startswith(${JSON.stringify(directory)})`
  );
  return (await run([python, "-c", checks.join("\n")], env))?.code === 0;
}

/** Into a temporary folder that is renamed when it is whole, so that one cut short is never taken for it. */
async function pipInstall({ python, directory }: PipFolder, options: PipFolderOptions): Promise<void> {
  const { what, requirements, report } = options;
  const temporary = directory + PIP_PART;
  await removeFolder(temporary); // of an installation that was killed
  await Deno.mkdir(`${temporary}/scratch`, { recursive: true });
  const timer = setInterval(() => tick(temporary, report), 15_000);
  try {
    const args = ["install", "--quiet", "--no-cache-dir", "--target", `${temporary}/packages`, ...requirements];
    const result = await run([python, "-m", "pip", ...args], pipEnvironment(`${temporary}/scratch`));
    if (result?.code !== 0) {
      throw new InputError(
        `pip could not install ${what}: ${
          lastError(result?.stderr ?? "")
        }; see to the network or the disk, then try again`,
      );
    }
    await removeFolder(directory); // one that does not start
    await Deno.rename(`${temporary}/packages`, directory);
  } finally {
    clearInterval(timer);
    await removeFolder(temporary);
  }
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function tick(directory: string, report: (line: string) => void): Promise<void> {
  report(`pip: ${megabytes(await folderBytes(directory))} MB on disk so far`);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

/** The line of pip's output that says most. */
export function lastError(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "no message").slice(0, 300);
}

async function run([file, ...args]: string[], env: Record<string, string> = {}) {
  try {
    const command = new Deno.Command(file, { args, env: { ...env, LC_ALL: "C" }, stdin: "null" });
    const { code, stderr } = await command.output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}
