/** Each export, opened again and compared with the model. */
import { join } from "node:path";
import { tf } from "../../engine/mod.ts";
import { InputError } from "../../errors.ts";
import { onnxDifference, pytorchDifference } from "../../export/read_back.ts";
import type { Model } from "../../types.ts";
import type { CheckImages } from "./check_images.ts";
import { runOnnx } from "./run_onnx.ts";

/** Above what float32 rounds: its seven digits, lost in some sums. */
const MOST = 1e-5;

/** What is compared: a model, its answers, and a folder with an export. */
export interface Checked {
  model: Model;
  /** Read where they are needed. */
  images(): Promise<CheckImages>;
  /** The export's first file. */
  file: string;
  folder: string;
}

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
 * Load a tfjs model with tfjs's own layers, and run it.
 *
 * @returns What was compared, one line.
 * @throws {InputError} When it differs.
 */
export async function checkTfjs({ images: read, folder }: Checked): Promise<string> {
  const { modelTopology, weightsManifest: [{ weights: weightSpecs, paths: [path] }] } = JSON.parse(
    await Deno.readTextFile(join(folder, "model.json")),
  );
  const { buffer: weightData } = await Deno.readFile(join(folder, path));
  const saved = tf.io.fromMemory({ modelTopology, weightSpecs, weightData });
  const net = await tf.loadLayersModel(saved), images = await read();
  const embeddings = net.predict(images.images) as tf.Tensor, numbers = await embeddings.data();
  tf.dispose(embeddings);
  net.dispose();
  const shares = { embeddings: share(numbers, images.embeddings) };
  return ranText(`tfjs ${tf.version_core}`, images, shares);
}

/**
 * Read PyTorch's weights again.
 *
 * @returns What was compared, one line.
 * @throws {InputError} When they differ.
 */
export async function checkPytorch({ model, folder }: Checked): Promise<string> {
  const most = small(await pytorchDifference(model, folder), "weights");
  return `read back, but not run, as PyTorch is not called; largest difference: weights ${most}`;
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

/** The largest difference, as a share of the largest number, at least 1. */
function share(numbers: ArrayLike<number>, expected: Float32Array): number {
  if (numbers.length !== expected.length) return NaN;
  let most = 0, largest = 1;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(numbers[i] - expected[i]);
    most = difference > most || Number.isNaN(difference) ? difference : most;
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return most / largest;
}

function ranText(runtime: string, { what }: CheckImages, shares: Record<string, number>): string {
  const texts = Object.entries(shares).map(([name, most]) => `${name} ${small(most, name)}`);
  return `${what} run by ${runtime}; largest difference: ${
    texts.join(", ")
  } (of the largest number)`;
}

function small(most: number, what: string): string {
  if (most <= MOST) return most === 0 ? "0" : most.toExponential(1);
  throw new InputError(
    `export: ${what} differ by ${most.toExponential(1)}, more than ${
      MOST.toExponential(0)
    }; nothing is written`,
  );
}
