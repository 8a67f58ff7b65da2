import { pytorchDifference } from "../../export/read_back.ts";
import { type Checked, ranText, share, small } from "./differences.ts";
import { runPytorch } from "./run_pytorch.ts";

/**
 * Run PyTorch's files in PyTorch, or where there is none read its weights again.
 *
 * @returns What was compared, one line.
 * @throws {InputError} When they differ.
 */
export async function checkPytorch(
  { model, images: read, folder }: Pick<Checked, "model" | "images" | "folder">,
): Promise<string> {
  const most = small(await pytorchDifference(model, folder), "weights");
  const images = await read(), answer = await runPytorch(folder, images.images);
  if (!("embeddings" in answer)) {
    return `read back, but not run, as ${missing(answer)}; largest difference: weights ${most}`;
  }
  const shares = { embeddings: share(answer.embeddings, images.embeddings) };
  return ranText(`PyTorch ${answer.version}`, images, shares);
}

function missing({ fault }: { fault?: string }): string {
  return fault === undefined
    ? "there is no PyTorch here (pip install torch)"
    : `the PyTorch here cannot be used (${fault})`;
}
