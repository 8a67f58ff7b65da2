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
  const layers = (await Promise.all(chainOf(backbone).map(readLayer))).flat();
  return withUniqueNames(layers); // a shared layer comes again
}

/** No two names equal: `a`, `a_2`, `a_3`. */
export function withUniqueNames(layers: readonly PlainLayer[]): PlainLayer[] {
  const taken = new Set<string>();
  return layers.map((layer) => {
    let { name } = layer;
    for (let count = 2; taken.has(name); count++) name = `${layer.name}_${count}`;
    taken.add(name);
    return { ...layer, name };
  });
}

/** A backbone's images, `[height, width, channels]`, and D. */
export function sizesOf(backbone: tf.LayersModel): { imageShape: number[]; embeddingSize: number } {
  const [, ...imageShape] = backbone.inputs[0].shape, [, size] = backbone.outputs[0].shape;
  return { imageShape: imageShape as number[], embeddingSize: size! };
}
