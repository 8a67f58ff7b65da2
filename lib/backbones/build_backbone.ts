import { tf } from "../engine/mod.ts";
import { BatchNormalization } from "./layers/batch_normalization.ts";
import { Conv2D } from "./layers/conv2d.ts";
import { Dense } from "./layers/dense.ts";
import { MaxPooling2D } from "./layers/max_pooling.ts";
import { PReLU } from "./layers/prelu.ts";

/** tfjs's description of a network's layers, as `toJSON` gives it. */
export type Topology = Parameters<typeof tf.models.modelFromJSON>[0];

type Registered = ReturnType<
  typeof tf.serialization.SerializationMap.getMap
>["classNameMap"][string];

const ours = { BatchNormalization, Conv2D, Dense, MaxPooling2D, PReLU };

/**
 * Build a backbone from its saved description, with our training layers in place of the stock ones
 * of the same class names.
 *
 * tfjs's `customObjects` do not reach the layers inside a sequential model (4.22 looks them up
 * under the word "className"), so the class registry is changed for this one call; afterwards it is
 * as it was, and other models load with stock layers.
 */
export async function buildBackbone(topology: Topology): Promise<tf.LayersModel> {
  const registry = tf.serialization.SerializationMap.getMap().classNameMap;
  const stock = Object.keys(ours).map((name) => [name, registry[name]] as const);
  for (const [name, layer] of Object.entries(ours)) {
    registry[name] = [layer, tf.layers.Layer.fromConfig] as unknown as Registered;
  }
  try {
    return await tf.models.modelFromJSON(topology);
  } finally {
    for (const [name, entry] of stock) registry[name] = entry;
  }
}
