/**
 * JupyterLab with the Deno kernel, in its own folder: the user's Python, kernels and settings are
 * left alone.
 */
import { dirname, join } from "node:path";
import {
  cacheDirectory,
  ensurePipFolder,
  findPipFolder,
  installNativeEngine,
  JUPYTER_KERNELS,
  JUPYTER_SETTINGS,
  type PipFolder,
  type PipFolderOptions,
} from "../engine/install/mod.ts";
import { messageOf } from "../errors.ts";
import { writeFileAtomically } from "../training/files/write_file.ts";
import { jupyter, LAB } from "./pip/locks.ts";

const packages = {
  name: `jupyterlab-${LAB}`,
  what: `JupyterLab ${LAB}`,
  locks: [jupyter.file],
  modules: ["jupyterlab", "nbclient", "nbconvert", "zmq"],
} satisfies Partial<PipFolderOptions>;

/** How to run Jupyter's Python programs. */
export interface Jupyter {
  python: string;
  env: Record<string, string>;
  /**
   * Folder of overrides of JupyterLab's defaults; the user's own JupyterLab settings take
   * precedence.
   */
  settings: string;
}

/**
 * Everything notebooks need, installed if missing: the native engine, and Jupyter from the cache
 * with this Deno registered as its kernel `deno`.
 *
 * @param without What to say on a machine without a native engine.
 * @throws {InputError} No Python with pip, or pip failed.
 */
export async function ensureJupyter(
  { report, without }: { report: (line: string) => void; without: string },
): Promise<Jupyter> {
  try {
    await installNativeEngine({ report });
  } catch (error) {
    report(`${messageOf(error)} (${without})`);
  }
  return await withKernel(await ensurePipFolder({ ...packages, report }));
}

/** Jupyter from the cache, if it is installed. */
export async function findJupyter(): Promise<Jupyter | undefined> {
  const folder = await findPipFolder({ ...packages, report: () => {} });
  return folder && await withKernel(folder);
}

async function withKernel({ python, directory, env }: PipFolder): Promise<Jupyter> {
  const data = join(cacheDirectory(), JUPYTER_KERNELS);
  const settings = join(cacheDirectory(), JUPYTER_SETTINGS);
  await registerKernel(join(data, "kernels", "deno"));
  await writeJson(join(settings, "overrides.json"), overrides);
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const share = join(directory, "share", "jupyter");
  return {
    python,
    // Jupyter looks here first, so a user's kernel of the same name does not interfere.
    env: {
      ...env,
      JUPYTER_PATH: [data, share].join(separator),
      JUPYTERLAB_DIR: join(share, "lab"),
    },
    settings,
  };
}

/** Overrides of JupyterLab's defaults; the user's own settings take precedence. */
const overrides = {
  // No question about news on the first start, no check for versions newer than the pinned one.
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  // Code has up to 120 characters per line: next to the file browser the last ones would be cut
  // off.
  "@jupyterlab/notebook-extension:tracker": {
    codeCellConfig: { lineNumbers: false, lineWrap: true },
  },
};

async function registerKernel(folder: string): Promise<void> {
  const specification = {
    argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
    env: { NO_COLOR: "1" }, // outputs without escape codes
  };
  await writeJson(join(folder, "kernel.json"), specification);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  writeFileAtomically(path, new TextEncoder().encode(JSON.stringify(value, null, 2)));
}
