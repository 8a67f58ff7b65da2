import { tf } from "../engine/mod.ts";
import { BatchNormalization } from "./layers/batch_normalization.ts";
import { MaxPooling2D } from "./layers/max_pooling.ts";
import { PReLU } from "./layers/prelu.ts";

/** tfjs's description of a network's layers, as `toJSON` gives it. */
export type Topology = Parameters<typeof tf.models.modelFromJSON>[0];

const ours = [BatchNormalization, MaxPooling2D, PReLU];

/**
 * Build a backbone from its saved description, with our training layers in place of the stock ones of the same class names.
 *
 * tfjs's `customObjects` do not reach the layers inside a sequential model (4.22 looks them up under the word "className"), so the class
 * registry is changed for this one call; afterwards it is as it was, and other models load with stock layers.
 */
export async function buildBackbone(topology: Topology): Promise<tf.LayersModel> {
  const registry = tf.serialization.SerializationMap.getMap().classNameMap;
  const stock = ours.map(({ className }) => registry[className]);
  for (const layer of ours) registry[layer.className] = [layer, layer.fromConfig] as typeof stock[number];
  try {
    return await tf.models.modelFromJSON(topology);
  } finally {
    ours.forEach(({ className }, i) => registry[className] = stock[i]);
  }
}
