/**
 * The names of everything the project puts in its cache folder. If the folder also has other
 * contents, `setup --remove` goes by this list: a name missing here would stay on disk for good.
 */
import { TENSORFLOW } from "./wheels.ts";

/** Of any version, because an older clone may have left its own. */
const ours = {
  engine:
    /^tensorflow(-cpu|-cuda)?-\d+\.\d+\.\d+-(linux|darwin|windows)-(x86_64|aarch64)(\.failed)?$/,
  leftover: /^\.partial-[0-9a-f]+$/,
  pipFolder: /^(jupyterlab|bench-torch)-\d+\.\d+\.\d+(\.lock|\.part)?$/,
  jupyter: /^(jupyter-kernels|jupyterlab-settings)$/,
  images: /^decoded-images$/,
};

/** Name of an engine's folder. */
export function engineFolder(
  kind: "tensorflow" | "tensorflow-cpu" | "tensorflow-cuda",
  platform: string,
): string {
  return `${kind}-${TENSORFLOW}-${platform}`;
}

/** Suffix of the file next to an engine's folder that records a failed proof. */
export const FAILED = ".failed";

/** Prefix of unfinished and replaced engines; random digits follow. */
export const LEFTOVER = ".partial-";

/** Name of a folder of Python packages installed by pip. */
export type PipFolderName = `${"jupyterlab" | "bench-torch"}-${number}.${number}.${number}`;

/**
 * Suffixes of what is next to such a folder: a file that is locked while pip works, and the folder
 * it works in.
 */
export const PIP_LOCK = ".lock", PIP_PART = ".part";

/** Folder of the notebooks' kernel. */
export const JUPYTER_KERNELS = "jupyter-kernels";

/** Folder of overrides of JupyterLab's defaults. */
export const JUPYTER_SETTINGS = "jupyterlab-settings";

/** Folder of decoded images of large data sets. */
export const DECODED_IMAGES = "decoded-images";

/** Whether a name in the cache is one of the project's. */
export function isOurs(name: string): boolean {
  return Object.values(ours).some((pattern) => pattern.test(name));
}

/** Whether it was left by a killed installation. */
export function isLeftover(name: string): boolean {
  return ours.leftover.test(name);
}
