/** Plain layers as lines of a PyTorch program. */
import type { Padding, Pair, PlainLayer } from "./_plain_layer.ts";

/** A network as a Python module that loads its weights from a safetensors file beside it. */
export function pythonModule(
  layers: readonly PlainLayer[],
  { imageShape: [height, width, channels], embeddingSize }: {
    imageShape: readonly number[];
    embeddingSize: number;
  },
): string {
  const rows = layers.flatMap(rowsOf).map((row) => `        ${row},\n`);
  const from = `Images [N, ${channels}, ${height}, ${width}], float32, 0 to 1`;
  return [
    `"""${from} -> embeddings [N, ${embeddingSize}].\n`,
    IMPORTS,
    ...(layers.some(hasOwnSlopes) ? [OWN_SLOPES] : []),
    NETWORK.replace("ROWS", () => rows.join("")),
    LOAD,
  ].join("");
}

const IMPORTS = `
    from model import load
    embeddings = load("model.safetensors")(images)

Needs torch and safetensors.
"""

from collections import OrderedDict

import torch
from safetensors.torch import load_file
from torch import nn

NAMES = {  # the weights' names in the file, and here
    "kernel": "weight", "bias": "bias", "alpha": "weight", "gamma": "weight", "beta": "bias",
    "moving_mean": "running_mean", "moving_variance": "running_var",
}


class Flatten(nn.Module):
    """Channels last, as the weights behind it were trained."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)

`;

const OWN_SLOPES = `
class PReLU(nn.Module):
    """A slope of its own at every place."""

    def __init__(self, *shape):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(shape))

    def forward(self, x):
        return torch.where(x >= 0, x, self.weight * x)

`;

const NETWORK = `
def network():
    """Untrained."""
    return nn.Sequential(OrderedDict([
ROWS    ]))

`;

const LOAD = `
def load(path):
    """The trained network, in evaluation mode."""
    model, weights = network(), {}
    for name, tensor in load_file(path).items():
        layer, kind = name.rsplit(".", 1)
        if kind == "kernel":  # [h, w, I, O] or [I, O]
            tensor = tensor.permute(3, 2, 0, 1) if tensor.dim() == 4 else tensor.T
        if kind == "alpha" and tensor.dim() == 3:  # [H, W, C]
            tensor = tensor.permute(2, 0, 1)
        weights[f"{layer}.{NAMES[kind]}"] = tensor.contiguous()
    for name, own in model.state_dict().items():
        weights[name] = weights.get(name, own).reshape(own.shape)  # the file has no batch counts
    model.load_state_dict(weights)
    return model.eval()
`;

/** A layer's line, and before it one that pads. */
function rowsOf(layer: PlainLayer): string[] {
  const row = `("${layer.name}", ${callOf(layer)})`;
  const padding = "padding" in layer && layer.padding.some((size) => size > 0)
    ? [`("${layer.name}_padding", ${paddingCall(layer.padding, layer.kind)})`]
    : [];
  return [...padding, row];
}

function paddingCall([top, left, bottom, right]: Padding, kind: "conv" | "pool"): string {
  const value = kind === "pool" ? "-torch.inf" : "0.0";
  return `nn.ConstantPad2d((${left}, ${right}, ${top}, ${bottom}), ${value})`;
}

function callOf(layer: PlainLayer): string {
  switch (layer.kind) {
    case "conv":
      return convCall(layer);
    case "dense":
      return call("Linear", ...layer.weights.kernel.shape, ...noBias(layer.weights));
    case "norm": {
      const kind = layer.inputShape.length === 3 ? "BatchNorm2d" : "BatchNorm1d";
      return call(kind, layer.weights.gamma.shape[0], `eps=${layer.epsilon}`);
    }
    case "prelu": {
      const { shape } = layer.weights.alpha, [height, width, channels] = shape;
      return hasOwnSlopes(layer)
        ? `PReLU(${channels}, ${height}, ${width})`
        : call("PReLU", shape.at(-1)!);
    }
    case "relu":
      return call("ReLU");
    case "pool":
      return call("MaxPool2d", pair(layer.size), `stride=${pair(layer.strides)}`);
    case "flatten":
      return layer.inputShape.length === 3 ? "Flatten()" : call("Identity");
  }
}

function convCall({ weights, strides, dilation }: PlainLayer & { kind: "conv" }): string {
  const [height, width, inputs, outputs] = weights.kernel.shape;
  const options = [
    ...(isOne(strides) ? [] : [`stride=${pair(strides)}`]),
    ...(isOne(dilation) ? [] : [`dilation=${pair(dilation)}`]),
    ...noBias(weights),
  ];
  return call("Conv2d", inputs, outputs, pair([height, width]), ...options);
}

/** Whether slopes differ from pixel to pixel, for which PyTorch has no layer. */
function hasOwnSlopes(layer: PlainLayer): boolean {
  if (layer.kind !== "prelu") return false;
  return layer.weights.alpha.shape.slice(0, -1).some((size) => size > 1);
}

const call = (name: string, ...args: (string | number)[]) => `nn.${name}(${args.join(", ")})`;
const pair = ([height, width]: Pair) => height === width ? `${height}` : `(${height}, ${width})`;
const isOne = ([height, width]: Pair) => height === 1 && width === 1;
const noBias = ({ bias }: { bias?: unknown }) => bias ? [] : ["bias=False"];
