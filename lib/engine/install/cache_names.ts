/**
 * The names of all that the project puts into its cache folder. Where the folder holds other things
 * too, `setup --remove` goes by this list: a name that is missing here would stay on the disk for
 * good.
 */
import { TENSORFLOW } from "./wheels.ts";

/** Of any version, because an older clone of the project may have left its own. */
const ours = {
  engine:
    /^tensorflow(-cpu|-cuda)?-\d+\.\d+\.\d+-(linux|darwin|windows)-(x86_64|aarch64)(\.failed)?$/,
  leftover: /^\.partial-[0-9a-f]+$/,
  pipFolder: /^(jupyterlab|bench-torch)-\d+\.\d+\.\d+(\.lock|\.part)?$/,
  jupyter: /^(jupyter-kernels|jupyterlab-settings)$/,
};

/** Name of an engine's folder. */
export function engineFolder(
  kind: "tensorflow" | "tensorflow-cpu" | "tensorflow-cuda",
  platform: string,
): string {
  return `${kind}-${TENSORFLOW}-${platform}`;
}

/** Ends the name of the file beside an engine's folder that remembers a failed proof. */
export const FAILED = ".failed";

/** Begins the names of unfinished and replaced engines; random digits follow. */
export const LEFTOVER = ".partial-";

/** Name of a folder that pip fills with Python packages. */
export type PipFolderName = `${"jupyterlab" | "bench-torch"}-${number}.${number}.${number}`;

/**
 * End the names of what lies beside such a folder: a file that is locked while pip works, and the
 * folder that it works in.
 */
export const PIP_LOCK = ".lock", PIP_PART = ".part";

/** Folder of the notebooks' kernel. */
export const JUPYTER_KERNELS = "jupyter-kernels";

/** Folder of JupyterLab's defaults that differ here. */
export const JUPYTER_SETTINGS = "jupyterlab-settings";

/** Whether the project gave a file or folder in the cache its name. */
export function isOurs(name: string): boolean {
  return Object.values(ours).some((pattern) => pattern.test(name));
}

/** Whether an installation that was killed left it. */
export function isLeftover(name: string): boolean {
  return ours.leftover.test(name);
}
