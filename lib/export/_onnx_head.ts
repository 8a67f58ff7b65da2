/** A head's logits as ONNX nodes. */
import type { OnnxParts } from "./_onnx_layers.ts";
import { MIN_NORM, type PlainHead } from "./_plain_head.ts";

/** Logits of embeddings, `[N, D]` → `[N, C]`; the last node's output has that name. */
export function onnxHead(head: PlainHead, embeddings: string, output: string): OnnxParts {
  const { weights, bias, normalizes, scale, subCenters, classes } = head;
  const parts: OnnxParts = { nodes: [], constants: { "head/weights": weights } };
  if (bias) parts.constants["head/bias"] = bias;
  const x = normalizes ? unit(parts, embeddings) : embeddings;
  let scores = add(parts, "Gemm", [x, "head/weights", ...(bias ? ["head/bias"] : [])], {
    transB: 1,
  }); // [N, C·K]
  if (subCenters > 1) {
    const shape = whole(parts, "head/shape", [-1, classes, subCenters]);
    scores = add(parts, "Reshape", [scores, shape]); // [N, C, K]
    scores = add(parts, "ReduceMax", [scores], { axes: [2], keepdims: 0 }); // [N, C]
  }
  if (scale !== 1) add(parts, "Mul", [scores, number(parts, "head/scale", scale)]);
  parts.nodes.push({ ...parts.nodes.pop()!, output });
  return parts;
}

/** x / max(‖x‖, 1e-6), `[N, D]`. */
function unit(parts: OnnxParts, x: string): string {
  const squares = add(parts, "Mul", [x, x]); // [N, D]
  const squared = add(parts, "ReduceSum", [squares, whole(parts, "head/axes", [1])]); // [N, 1]
  const clamped = add(parts, "Max", [squared, number(parts, "head/least", MIN_NORM ** 2)]);
  return add(parts, "Div", [x, add(parts, "Sqrt", [clamped])]);
}

/** A node more; returns its output's name. */
function add({ nodes }: OnnxParts, type: string, inputs: string[], attributes = {}): string {
  const output = `head/${nodes.length}`;
  nodes.push({ type, inputs, output, attributes });
  return output;
}

function number({ constants }: OnnxParts, name: string, value: number): string {
  constants[name] = { shape: [1], data: Float32Array.of(value) };
  return name;
}

function whole({ constants }: OnnxParts, name: string, values: number[]): string {
  constants[name] = { shape: [values.length], data: BigInt64Array.from(values, BigInt) };
  return name;
}
