import type { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";

/** A layer where it stands in a chain. */
export interface ChainLink {
  layer: tf.layers.Layer;
  /** In a nested model `encoder.conv1`. */
  name: string;
  /** Without the batch. */
  inputShape: number[];
  /** Without the batch. */
  outputShape: number[];
}

/**
 * A model's layers from images to embedding, nested models' included.
 *
 * @throws {InputError} When they are no chain, or the images' size is open.
 */
export function chainOf(backbone: tf.LayersModel): ChainLink[] {
  const { inputs, outputs } = backbone;
  if (inputs.length !== 1 || outputs.length !== 1) {
    throw new InputError(
      `export: the backbone has ${inputs.length} inputs and ${outputs.length} outputs; ` +
        "give one with one of each",
    );
  }
  const { shape } = inputs[0];
  if (shape.length !== 4 || shape.slice(1).includes(null) || outputs[0].shape.length !== 2) {
    throw new InputError(
      `export: the backbone maps [${shape}] to [${
        outputs[0].shape
      }]; give one from images of a fixed size to embeddings`,
    );
  }
  return linksOf(backbone, "");
}

/** Backwards from the output, since layers know where their input comes from. */
function linksOf({ inputs, outputs }: tf.LayersModel, prefix: string): ChainLink[] {
  const links: ChainLink[] = [];
  for (let at = outputs[0]; at.id !== inputs[0].id;) {
    const { sourceLayer: layer, nodeIndex } = at, name = prefix + layer.name;
    const [before, ...others] = layer.inboundNodes[nodeIndex].inputTensors;
    if (others.length > 0) {
      throw new InputError(
        `export: layer ${name} (${layer.getClassName()}) joins ${others.length + 1} branches; ` +
          "only chains of layers can be exported",
      );
    }
    links.unshift(
      ...(isModel(layer) ? linksOf(layer, `${name}.`) : [{
        ...{ layer, name },
        inputShape: before.shape.slice(1) as number[],
        outputShape: at.shape.slice(1) as number[],
      }]),
    );
    at = before;
  }
  return links;
}

function isModel(layer: tf.layers.Layer): layer is tf.LayersModel {
  return Array.isArray((layer as tf.LayersModel).layers);
}
