/** PyTorch for the comparison, in its own folder in the user's cache. */
import {
  ensurePipFolder,
  findPipFolder,
  type PipFolder,
  type PipFolderOptions,
  runCommand,
} from "../../engine/install/mod.ts";
import { TORCH, torch, torchCpu } from "../pip/locks.ts";

/** An installed PyTorch. */
export type Torch = Pick<PipFolder, "python" | "env">;

/**
 * PyTorch from the cache, installed through pip if it is missing.
 *
 * @throws {InputError} No Python with pip, or pip failed.
 */
export function installTorch({ report }: { report: (line: string) => void }): Promise<Torch> {
  return ensurePipFolder({ ...options(), report });
}

/** The user's own PyTorch, or that of {@linkcode installTorch}; undefined where there is neither. */
export async function findTorch(): Promise<Torch | undefined> {
  const own = await runCommand(["python3", "-c", "import torch, safetensors.torch"]);
  if (own?.code === 0) return { python: "python3", env: {} };
  return await findPipFolder({ ...options(), report: () => {} });
}

function options(): Omit<PipFolderOptions, "report"> {
  return {
    name: `bench-torch-${TORCH}`,
    what: `PyTorch ${TORCH} for the comparison`,
    locks: Deno.build.os === "linux" ? [torchCpu.file, torch.file] : [torch.file],
    modules: ["torch"],
    note: CUDA_NOTE,
  };
}

const CUDA_NOTE =
  "pip finds no CPU build of the pinned hash (for Python 3.11), so the general one comes, with gigabytes of CUDA. PyTorch's install " +
  "page names the index of CPU builds; set PIP_EXTRA_INDEX_URL to it";
