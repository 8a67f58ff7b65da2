/** PyTorch for the comparison, in its own folder in the user's cache. */
import {
  ensurePipFolder,
  findPipFolder,
  lastError,
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
  const found = await seekTorch();
  return "python" in found ? found : undefined;
}

/**
 * As {@linkcode findTorch}, with the reason why there is none: `fault` is what Python says where the
 * user has one that cannot be imported, and undefined where there is none.
 */
export async function seekTorch(): Promise<Torch | { fault?: string }> {
  const own = await runCommand(["python3", "-c", "import torch, safetensors.torch"]);
  if (own?.code === 0) return { python: "python3", env: {} };
  const installed = await findPipFolder({ ...options(), report: () => {} });
  return installed ?? { fault: own && faultIn(own.stderr) };
}

/** Characters of a reason that fit into a line. */
const SHORT = 120;

/** Undefined where Python knows of no torch. */
function faultIn(stderr: string): string | undefined {
  const why = lastError(stderr);
  if (!/^\w+(\.\w+)*(Error|Exception)\b/.test(why) || /No module named 'torch'/.test(why)) {
    return undefined;
  }
  return why.length > SHORT ? `${why.slice(0, SHORT)}…` : why;
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
