import type { tf } from "../engine/mod.ts";
import { chainOf } from "./_chain.ts";
import type { PlainLayer } from "./_plain_layer.ts";
import { readLayer } from "./_read_layer.ts";

export type { PlainLayer, Weight } from "./_plain_layer.ts";

/**
 * Read a backbone, layer by layer. Dropout, which does nothing after training, is left out; an
 * activation inside a layer becomes a step of its own.
 *
 * @param backbone A chain of convolutions, batch norms, PReLU, ReLU, max-pooling, flatten and dense
 * layers: `[B, H, W, C]` → `[B, D]`.
 * @throws {InputError} On another kind of layer, or an option of one that has no counterpart; it
 * names the layer.
 */
export async function plainLayers(backbone: tf.LayersModel): Promise<PlainLayer[]> {
  const read = await Promise.all(chainOf(backbone).map(readLayer));
  const counts = new Map<string, number>();
  return read.flat().map((layer) => {
    const count = (counts.get(layer.name) ?? 0) + 1; // a shared layer comes again
    counts.set(layer.name, count);
    return count === 1 ? layer : { ...layer, name: `${layer.name}_${count}` };
  });
}

/** A backbone's images, `[height, width, channels]`, and D. */
export function sizesOf(backbone: tf.LayersModel): { imageShape: number[]; embeddingSize: number } {
  const [, ...imageShape] = backbone.inputs[0].shape, [, size] = backbone.outputs[0].shape;
  return { imageShape: imageShape as number[], embeddingSize: size! };
}
