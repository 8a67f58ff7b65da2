/** PyTorch for the comparison, in a folder of its own in the user's cache. */
import { cacheDirectory } from "../../engine/install/mod.ts";
import { InputError } from "../../errors.ts";
import { folderBytes } from "./_folder_bytes.ts";

const VERSION = "2.13.0";

/** An installed PyTorch. */
export interface Torch {
  /** The program that runs it. */
  python: string;
  /** What makes that program see it. */
  env: Record<string, string>;
}

/** What an installation says and where it goes. */
export interface TorchOptions {
  report: (line: string) => void;
  cache?: string;
}

/** Where it goes, and who hears about it. */
interface Place {
  directory: string;
  report: (line: string) => void;
}

/**
 * PyTorch from the cache, installed through pip where it is missing, damaged, or made for another Python.
 *
 * @throws {InputError} No Python with pip, or pip failed.
 */
export async function installTorch({ report, cache = cacheDirectory() }: TorchOptions): Promise<Torch> {
  const python = await findPython();
  const directory = `${cache}/bench-torch-${VERSION}`;
  const torch = { python, env: { PYTHONPATH: directory, PYTHONNOUSERSITE: "1" } };
  if (await works(torch)) return torch;
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(`${directory}.lock`, { create: true, write: true });
  await lock.lock(true); // of two at once the second finds the work done
  if (!await works(torch)) await installFor(torch, { directory, report });
  return torch;
}

async function installFor(torch: Torch, { directory, report }: Place): Promise<void> {
  report(`PyTorch ${VERSION} for the comparison goes through pip into ${directory}`);
  if (Deno.build.os === "linux") {
    report(
      "where pip finds no CPU build, the general one brings CUDA: gigabytes. PyTorch's install page names the index of CPU " +
        "builds; set PIP_EXTRA_INDEX_URL to it",
    );
  }
  await pipInstall(torch.python, { directory, report });
  if (!await works(torch)) {
    throw new InputError(`PyTorch is installed in ${directory}, but does not start: remove the folder and try again`);
  }
  report(`PyTorch takes ${megabytes(await folderBytes(directory))} MB of disk; remove the folder when you are done`);
}

async function findPython(): Promise<string> {
  for (const python of ["python3", "python"]) {
    if ((await run([python, "-m", "pip", "--version"]))?.code === 0) return python;
  }
  throw new InputError("there is no Python with pip: install it (Debian, Ubuntu: `apt install python3-pip`)");
}

async function works({ python, env }: Torch): Promise<boolean> {
  // A PyTorch of the user's own may have been built in another way: only ours counts.
  const program = `import torch; assert torch.__file__.startswith(${JSON.stringify(env.PYTHONPATH)})`;
  return (await run([python, "-c", program], env))?.code === 0;
}

/** Into a temporary folder that is renamed when it is whole, so that one cut short is never taken for it. */
async function pipInstall(python: string, { directory, report }: Place): Promise<void> {
  const temporary = `${directory}.part`;
  await removeFolder(temporary); // of an installation that was killed
  await Deno.mkdir(`${temporary}/scratch`, { recursive: true });
  const timer = setInterval(() => tick(temporary, report), 15_000);
  try {
    const args = ["install", "--quiet", "--no-cache-dir", "--target", `${temporary}/packages`, `torch==${VERSION}`];
    const result = await run([python, "-m", "pip", ...args], pipEnvironment(`${temporary}/scratch`));
    if (result?.code !== 0) throw new InputError(`pip could not install PyTorch: ${lastError(result?.stderr ?? "")}`);
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

/** Overrides of a user's pip settings that would stand in the way; large files are unpacked on the cache's disk. */
function pipEnvironment(scratch: string): Record<string, string> {
  return {
    PIP_USER: "0",
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_ROOT_USER_ACTION: "ignore",
    TMPDIR: scratch,
  };
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
