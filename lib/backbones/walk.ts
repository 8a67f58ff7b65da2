/** A model's layers, nested models' included, and their variables by name. */
import { tf } from "../engine/mod.ts";

/** A layer that is not a model, and its path. */
export interface PlacedLayer {
  layer: tf.layers.Layer;
  /** `conv1`; in a nested model `encoder.conv1`. */
  path: string;
  /** Whether it or an enclosing model is set not to train. */
  frozen: boolean;
}

/** All layers, in order; a shared layer is listed once, under its first path. */
export function layersWithin(model: tf.LayersModel): PlacedLayer[] {
  const placed = placedIn(model, "", !model.trainable), seen = new Set<tf.layers.Layer>();
  return placed.filter(({ layer }) => !seen.has(layer) && seen.add(layer));
}

function placedIn(model: tf.LayersModel, prefix: string, frozen: boolean): PlacedLayer[] {
  return model.layers.flatMap((layer) => {
    const path = prefix + layer.name, isFrozen = frozen || !layer.trainable;
    return isModel(layer)
      ? placedIn(layer, `${path}.`, isFrozen)
      : [{ layer, path, frozen: isFrozen }];
  });
}

/** Whether a layer is a nested model. */
export function isModel(layer: tf.layers.Layer): layer is tf.LayersModel {
  return layer instanceof tf.LayersModel;
}

/** Whether a layer is a batch norm, ours or tfjs's. */
export function isBatchNorm(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === "BatchNormalization";
}

/** A layer's variable, under a name unique in the model: `conv1.kernel`. */
export interface NamedWeight {
  name: string;
  weight: tf.LayerVariable;
  /** Whether it is trained. */
  trains: boolean;
}

/**
 * All variables of a model. If a layer has several of one name, as a bidirectional one does, the
 * second is called `kernel2`.
 */
export function weightsWithin(model: tf.LayersModel): NamedWeight[] {
  return layersWithin(model).flatMap(({ layer, path, frozen }) => {
    const moved = new Set(frozen ? [] : layer.trainableWeights), counts = new Map<string, number>();
    return layer.weights.map((weight) => {
      const own = weight.originalName.split("/").at(-1)!, count = (counts.get(own) ?? 0) + 1;
      counts.set(own, count);
      const name = `${path}.${own}${count > 1 ? count : ""}`;
      return { name, weight, trains: moved.has(weight) };
    });
  });
}
