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
  let at = outputs[0];
  while (at.id !== inputs[0].id) {
    const { sourceLayer: layer, nodeIndex } = at, name = prefix + layer.name;
    const { inputTensors } = layer.inboundNodes[nodeIndex];
    if (inputTensors.length !== 1) {
      throw new InputError(
        `export: layer ${name} (${layer.getClassName()}) joins ${inputTensors.length} branches; ` +
          "only chains of layers can be exported",
      );
    }
    const [before] = inputTensors;
    links.unshift(
      ...within(layer) ?? [{
        ...{ layer, name },
        inputShape: before.shape.slice(1) as number[],
        outputShape: at.shape.slice(1) as number[],
      }],
    );
    at = before;
  }
  return links;

  function within(layer: tf.layers.Layer): ChainLink[] | undefined {
    const nested = layer as tf.LayersModel;
    return Array.isArray(nested.layers) ? linksOf(nested, `${prefix}${layer.name}.`) : undefined;
  }
}
