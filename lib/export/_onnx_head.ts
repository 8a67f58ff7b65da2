/** A head's logits as ONNX nodes. */
import type { OnnxParts } from "./_onnx_layers.ts";
import { MIN_NORM, type PlainHead } from "./_plain_head.ts";

/** Logits of embeddings, `[N, D]` → `[N, C]`; the last node's output has that name. */
export function onnxHead(head: PlainHead, embeddings: string, output: string): OnnxParts {
  const parts: OnnxParts = { nodes: [], constants: {} };
  const { weights, bias, normalizes, scale, subCenters, classes } = head;
  parts.constants["head.weights"] = weights;
  if (bias) parts.constants["head.bias"] = bias;
  const then = (type: string, inputs: string[], attributes = {}) => {
    const name = `head/${parts.nodes.length}`;
    parts.nodes.push({ type, inputs, output: name, attributes });
    return name;
  };
  const x = normalizes ? unit(embeddings) : embeddings;
  let scores = then("Gemm", [x, "head.weights", ...(bias ? ["head.bias"] : [])], { transB: 1 });
  if (subCenters > 1) {
    const shape = whole("head.shape", [-1, classes, subCenters]);
    scores = then("Reshape", [scores, shape]); // [N, C, K]
    scores = then("ReduceMax", [scores], { axes: [2], keepdims: 0 }); // [N, C]
  }
  if (scale !== 1) then("Mul", [scores, number("head.scale", scale)]);
  parts.nodes.push({ ...parts.nodes.pop()!, output });
  return parts;

  /** x / max(‖x‖, 1e-6), `[N, D]`. */
  function unit(x: string): string {
    const squared = then("ReduceSum", [then("Mul", [x, x]), whole("head.axes", [1])]); // [N, 1]
    const clamped = then("Max", [squared, number("head.least", MIN_NORM ** 2)]);
    return then("Div", [x, then("Sqrt", [clamped])]);
  }

  function number(name: string, value: number): string {
    parts.constants[name] = { shape: [1], data: Float32Array.of(value) };
    return name;
  }

  function whole(name: string, values: number[]): string {
    parts.constants[name] = { shape: [values.length], data: BigInt64Array.from(values, BigInt) };
    return name;
  }
}
