import { tf } from "../../engine/mod.ts";
import { onnxDifference } from "../../export/read_back.ts";
import type { Model } from "../../types.ts";
import { type Checked, ranText, share, small } from "./differences.ts";
import { runOnnx } from "./run_onnx.ts";

/**
 * Run an ONNX file, or where ONNX Runtime is not to be had read it again.
 *
 * @returns What was compared, one line.
 * @throws {InputError} When it differs.
 */
export async function checkOnnx({ model, images: read, file }: Checked): Promise<string> {
  const images = await read(), answer = await runOnnx(file, images.images);
  if ("missing" in answer) {
    const most = small(await onnxDifference(model, file), "weights");
    return `read back, but not run: ONNX Runtime is not to be had (${answer.missing}); ` +
      `largest difference: weights ${most}`;
  }
  const { embeddings, logits } = answer.outputs;
  const shares = { embeddings: share(embeddings, images.embeddings) };
  const scores = logits && { logits: share(logits, await logitsOf(model, embeddings)) };
  return ranText(`ONNX Runtime ${answer.version}`, images, { ...shares, ...scores });
}

/**
 * The head's scores of exported embeddings, not of the model's own: near the origin an angle would
 * magnify how they are rounded.
 */
async function logitsOf({ head, backbone }: Model, embeddings: number[]): Promise<Float32Array> {
  const size = backbone.outputs[0].shape[1]!;
  const logits = tf.tidy(() =>
    head.logits(tf.tensor2d(embeddings, [embeddings.length / size, size]))
  );
  const numbers = await logits.data() as Float32Array;
  logits.dispose();
  return numbers;
}
