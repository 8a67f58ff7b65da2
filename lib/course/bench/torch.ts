/** PyTorch for the comparison, in its own folder in the user's cache. */
import { ensurePipFolder, type PipFolder } from "../../engine/install/mod.ts";

const VERSION = "2.13.0";

/** An installed PyTorch. */
export type Torch = Pick<PipFolder, "python" | "env">;

/**
 * PyTorch from the cache, installed through pip if it is missing.
 *
 * @throws {InputError} No Python with pip, or pip failed.
 */
export function installTorch({ report }: { report: (line: string) => void }): Promise<Torch> {
  return ensurePipFolder({
    name: `bench-torch-${VERSION}`,
    what: `PyTorch ${VERSION} for the comparison`,
    requirements: [`torch==${VERSION}`],
    modules: ["torch"],
    note: Deno.build.os === "linux" ? CUDA_NOTE : undefined,
    report,
  });
}

const CUDA_NOTE =
  "where pip finds no CPU build, the general one brings CUDA: gigabytes. PyTorch's install page names the index of CPU builds; " +
  "set PIP_EXTRA_INDEX_URL to it";
