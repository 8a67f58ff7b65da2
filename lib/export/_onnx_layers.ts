/** Plain layers as ONNX nodes. */
import type { Constant, OnnxNode } from "./_onnx_proto.ts";
import type { PlainLayer, Weight } from "./_plain_layer.ts";

/** Nodes and constants under construction. */
export interface OnnxParts {
  nodes: OnnxNode[];
  constants: Record<string, Constant>;
}

/** ONNX has channels first, tfjs last; flat values have neither. */
type Order = "last" | "first" | "flat";

/** A value on its way through the network. */
interface Value {
  name: string;
  order: Order;
}

/** The embedding of `images`, whose channels come last; the last node's output has that name. */
export function onnxLayers(
  layers: readonly PlainLayer[],
  input: string,
  output: string,
): OnnxParts {
  const parts: OnnxParts = { nodes: [], constants: {} };
  let value: Value = { name: input, order: "last" };
  for (const layer of layers) value = add(parts, layer, value);
  if (parts.nodes.length === 0) parts.nodes.push({ type: "Identity", inputs: [input], output });
  else parts.nodes.push({ ...parts.nodes.pop()!, output });
  return parts;
}

function add(parts: OnnxParts, layer: PlainLayer, before: Value): Value {
  const order = layer.kind === "flatten" ? "last" : layer.kind === "relu" ? before.order : "first";
  const { name, order: found } = ordered(parts, before, order);
  const keep = (key: string, weight: Weight) => {
    parts.constants[`${layer.name}.${key}`] = weight;
    return `${layer.name}.${key}`;
  };
  const output = `layers/${layer.name}`; // a layer may be called "images"
  parts.nodes.push({ ...nodeFor(layer, name, keep), output });
  return { name: output, order: layer.kind === "flatten" ? "flat" : found };
}

/** A value with its channels where they are needed. */
function ordered({ nodes }: OnnxParts, value: Value, order: Order): Value {
  if (value.order === "flat" || value.order === order) return value;
  const output = `channels_${order}/${value.name}`;
  const perm = order === "first" ? [0, 3, 1, 2] : [0, 2, 3, 1];
  nodes.push({ type: "Transpose", inputs: [value.name], output, attributes: { perm } });
  return { name: output, order };
}

/** Keeps a weight, and returns its name. */
type Keep = (key: string, weight: Weight) => string;

function nodeFor(layer: PlainLayer, x: string, keep: Keep): Omit<OnnxNode, "output"> {
  switch (layer.kind) {
    case "conv":
    case "dense":
      return linearNode(layer, x, keep);
    case "norm": {
      const { gamma, beta, moving_mean, moving_variance } = layer.weights;
      // In ONNX's order:
      const weights = Object.entries({ gamma, beta, moving_mean, moving_variance });
      const inputs = [x, ...weights.map(([key, weight]) => keep(key, weight))];
      const attributes = { epsilon: { float: layer.epsilon } };
      return { type: "BatchNormalization", inputs, attributes };
    }
    case "prelu":
      return { type: "PRelu", inputs: [x, keep("alpha", channelsFirst(layer.weights.alpha))] };
    case "relu":
      return { type: "Relu", inputs: [x] };
    case "pool": {
      const { size: kernel_shape, strides, padding: pads } = layer;
      return { type: "MaxPool", inputs: [x], attributes: { kernel_shape, strides, pads } };
    }
    case "flatten":
      return { type: "Flatten", inputs: [x] };
  }
}

function linearNode(
  layer: PlainLayer & { kind: "conv" | "dense" },
  x: string,
  keep: Keep,
): Omit<OnnxNode, "output"> {
  const { kernel, bias } = layer.weights;
  const own = keep("kernel", layer.kind === "conv" ? outputsFirst(kernel) : kernel);
  const inputs = [x, own, ...(bias ? [keep("bias", bias)] : [])];
  if (layer.kind === "dense") return { type: "Gemm", inputs };
  const { strides, dilation: dilations, padding: pads } = layer;
  return { type: "Conv", inputs, attributes: { strides, dilations, pads } };
}

/** `[h, w, I, O]` → `[O, I, h, w]`. */
function outputsFirst({ shape: [h, w, I, O], data }: Weight): Weight {
  const turned = new Float32Array(data.length);
  for (let place = 0; place < h * w; place++) {
    for (let i = 0; i < I; i++) {
      for (let o = 0; o < O; o++) {
        turned[(o * I + i) * h * w + place] = data[(place * I + i) * O + o];
      }
    }
  }
  return { shape: [O, I, h, w], data: turned };
}

/** `[H, W, C]` → `[C, H, W]`; `[C]` stays. */
function channelsFirst(alpha: Weight): Weight {
  if (alpha.shape.length !== 3) return alpha;
  const [height, width, channels] = alpha.shape, pixels = height * width;
  const data = Float32Array.from(
    alpha.data,
    (_, at) => alpha.data[(at % pixels) * channels + Math.floor(at / pixels)],
  );
  return { shape: [channels, height, width], data };
}
