import type { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import type { ChainLink } from "./_chain.ts";
import { dilationOf, paddingOf, pairOf } from "./_windows.ts";
import type { NormWeight, Operation, PlainLayer, Weight } from "./_plain_layer.ts";

/** What a layer says of itself. */
type Config = ReturnType<tf.layers.Layer["getConfig"]>;
type Reader = (link: ChainLink, config: Config) => Promise<Operation[]> | Operation[];

const nothing: Reader = () => [];

const readers: Record<string, Reader> = {
  InputLayer: nothing,
  Dropout: nothing,
  Conv2D: async (link, config) => {
    if (config.dataFormat === "channelsFirst") throw refused(link, "channels come first");
    const kernel = await weightOf(link.layer, "kernel"), strides = pairOf(config.strides);
    const dilation = dilationOf(config), size = [kernel!.shape[0], kernel!.shape[1]] as const;
    const padding = paddingOf(link, { size, strides, dilation, mode: config.padding });
    const weights = { kernel: kernel!, ...await biasOf(link.layer) };
    return [{ kind: "conv", strides, dilation, padding, weights }, ...activation(link, config)];
  },
  Dense: async (link, config) => {
    if (link.inputShape.length !== 1) throw refused(link, "it works on more than one dimension");
    const weights = {
      kernel: (await weightOf(link.layer, "kernel"))!,
      ...await biasOf(link.layer),
    };
    return [{ kind: "dense", weights }, ...activation(link, config)];
  },
  BatchNormalization: async (link, { axis, epsilon }) => {
    const { length } = link.inputShape;
    if (axis !== -1 && axis !== length) throw refused(link, `its axis ${axis} is not the last`);
    return [{ kind: "norm", epsilon: epsilon as number, weights: await normWeights(link) }];
  },
  PReLU: async ({ layer }) => [
    { kind: "prelu", weights: { alpha: (await weightOf(layer, "alpha"))! } },
  ],
  ReLU: (link, { maxValue }) => {
    if (maxValue != null) throw refused(link, `it is cut at ${maxValue}`);
    return [{ kind: "relu" }];
  },
  Activation: activation,
  MaxPooling2D: (link, config) => {
    if (config.dataFormat === "channelsFirst") throw refused(link, "channels come first");
    const size = pairOf(config.poolSize), strides = pairOf(config.strides);
    const padding = paddingOf(link, { size, strides, dilation: [1, 1], mode: config.padding });
    return [{ kind: "pool", size, strides, padding }];
  },
  Flatten: (link, { dataFormat }) => {
    if (dataFormat === "channelsFirst") throw refused(link, "channels come first");
    return [{ kind: "flatten" }];
  },
};

/**
 * A layer as plain steps: none, one, or with its activation two.
 *
 * @throws {InputError} When it has no counterpart; it names the layer.
 */
export async function readLayer(link: ChainLink): Promise<PlainLayer[]> {
  const { layer, name, inputShape, outputShape } = link, kind = layer.getClassName();
  if (!Object.hasOwn(readers, kind)) {
    const known = Object.keys(readers).filter((one) => one !== "InputLayer").join(", ");
    throw new InputError(`export: layer ${name} is of class ${kind}; known are ${known}`);
  }
  const operations = await readers[kind](link, layer.getConfig());
  return operations.map((operation, i): PlainLayer =>
    i === 0
      ? { ...operation, name, inputShape }
      : { ...operation, name: `${name}_${operation.kind}`, inputShape: outputShape }
  );
}

function activation(link: ChainLink, { activation }: Config): Operation[] {
  if (activation == null || activation === "linear") return [];
  if (activation === "relu") return [{ kind: "relu" }];
  throw refused(link, `its activation ${activation} is not linear or relu`);
}

function refused({ layer, name }: ChainLink, why: string): InputError {
  return new InputError(
    `export: layer ${name} (${layer.getClassName()}): ${why}; change the layer`,
  );
}

async function weightOf(layer: tf.layers.Layer, name: string): Promise<Weight | undefined> {
  const weight = layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`)) ??
    layer.weights.find(({ originalName }) => originalName === name);
  if (!weight) return undefined;
  const tensor = weight.read();
  return { shape: [...tensor.shape], data: await tensor.data() as Float32Array };
}

async function biasOf(layer: tf.layers.Layer): Promise<{ bias?: Weight }> {
  const bias = await weightOf(layer, "bias");
  return bias ? { bias } : {};
}

/** A norm may lack γ or β: then they are 1 and 0. */
async function normWeights(
  { layer, inputShape }: ChainLink,
): Promise<Record<NormWeight, Weight>> {
  const channels = inputShape.at(-1)!;
  const read = async (name: NormWeight, otherwise: number) =>
    await weightOf(layer, name) ??
      { shape: [channels], data: new Float32Array(channels).fill(otherwise) };
  return {
    gamma: await read("gamma", 1),
    beta: await read("beta", 0),
    moving_mean: await read("moving_mean", 0),
    moving_variance: await read("moving_variance", 1),
  };
}
