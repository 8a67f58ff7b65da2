import { join } from "node:path";
import { tf } from "../../engine/mod.ts";
import { type Checked, FLOAT32, ranText, share } from "./differences.ts";

/** Beyond what weights of eleven binary digits do to an embedding. */
const FLOAT16 = 1e-3;

/**
 * Load a tfjs model with tfjs's own layers, and run it. With weights in float16 an embedding may
 * differ by a thousandth of the largest number.
 *
 * @returns What was compared, one line.
 * @throws {InputError} When it differs.
 */
export async function checkTfjs(
  { images: read, folder }: Pick<Checked, "images" | "folder">,
): Promise<string> {
  const { modelTopology, weightsManifest: [{ weights: weightSpecs, paths: [path] }] } = JSON.parse(
    await Deno.readTextFile(join(folder, "model.json")),
  );
  const { buffer: weightData } = await Deno.readFile(join(folder, path));
  const saved = tf.io.fromMemory({ modelTopology, weightSpecs, weightData });
  const net = await tf.loadLayersModel(saved), images = await read();
  const embeddings = net.predict(images.images) as tf.Tensor, numbers = await embeddings.data();
  tf.dispose(embeddings);
  net.dispose();
  const isHalf = weightSpecs.some(({ quantization }: tf.io.WeightsManifestEntry) => quantization);
  const [limit, least] = isHalf ? [FLOAT16, 0] : [FLOAT32, 1];
  const shares = { embeddings: share(numbers, images.embeddings, least) };
  const weights = isHalf ? ", weights in float16" : "";
  return ranText(`tfjs ${tf.version_core}${weights}`, images, shares, limit);
}
