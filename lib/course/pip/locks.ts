/** What pip installs besides the engine: pinned with all that it needs, by version and SHA-256. */

/** Packages, and the lock file that `deno task lock` makes of them. */
export interface PipLock {
  /** As pip takes them. */
  requirements: string[];
  /** Lists these packages and all that they need, for every platform and Python from 3.10 on. */
  file: URL;
}

/** Version of JupyterLab. */
export const LAB = "4.6.6";

/** Version of PyTorch. */
export const TORCH = "2.13.0";

const lock = (name: string, ...requirements: string[]): PipLock => ({
  requirements,
  file: new URL(`./${name}.txt`, import.meta.url),
});

/** JupyterLab and what runs notebooks. */
export const jupyter: PipLock = lock(
  "jupyter",
  `jupyterlab==${LAB}`,
  "nbclient==0.11.0",
  "nbconvert==7.17.2",
);

/** PyTorch's CPU build, 0.9 GB, which the general index does not have for Linux. */
export const torchCpu: PipLock = lock("torch_cpu", `torch==${TORCH}+cpu`);

/** PyTorch as the general index has it; for Linux it brings CUDA, gigabytes. */
export const torch: PipLock = lock("torch", `torch==${TORCH}`);
