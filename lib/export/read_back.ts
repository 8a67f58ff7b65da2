/** What stands in a written file, compared with the model, number by number. */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { readFile } from "../platform.ts";
import { decodeSafetensors } from "../training/files/safetensors.ts";
import { allVariables } from "../training/mod.ts";
import type { Model } from "../types.ts";
import { onnxHead } from "./_onnx_head.ts";
import { onnxLayers } from "./_onnx_layers.ts";
import { onnxConstants } from "./_onnx_proto.ts";
import { plainHead } from "./_plain_head.ts";
import { plainLayers, type Weight } from "./plain_layers.ts";
import { pytorchTensors } from "./pytorch.ts";

type Weights = Readonly<Record<string, Pick<Weight, "shape"> & { data: ArrayLike<number> }>>;

/**
 * The largest difference between a model's weights and those in an ONNX file, which may lack the
 * head.
 *
 * @throws {InputError} When one is missing or has another shape.
 */
export async function onnxDifference(
  { backbone, head }: Pick<Model, "backbone" | "head">,
  path: string,
): Promise<number> {
  const found = await onnxConstants(await readFile(path));
  const parts = [onnxLayers(await plainLayers(backbone), "images", "embeddings")];
  if (found["head/weights"]) parts.push(onnxHead(await plainHead(head), "embeddings", "logits"));
  const expected = parts.flatMap(({ constants }) => Object.entries(constants))
    .filter(([, { data }]) => data instanceof Float32Array);
  return largestDifference(Object.fromEntries(expected) as Weights, found);
}

/**
 * The largest difference between a backbone's weights and those that `exportPytorch` wrote.
 *
 * @throws {InputError} When one is missing or has another shape.
 */
export async function pytorchDifference(
  { backbone }: Pick<Model, "backbone">,
  folder: string,
): Promise<number> {
  const path = join(folder, "model.safetensors"), bytes = await readFile(path);
  return largestDifference(await pytorchTensors(backbone), decodeSafetensors(bytes, path).tensors);
}

/**
 * The largest difference between a model's weights, those of its losses included, and a checkpoint's,
 * which may hold no more.
 *
 * @throws {InputError} When one is missing, has another shape, or there are others.
 */
export async function checkpointDifference(model: Model, path: string): Promise<number> {
  const { tensors } = decodeSafetensors(await readFile(path), path),
    variables = allVariables(model);
  const more = Object.keys(tensors).find((name) => !Object.hasOwn(variables, name));
  if (more !== undefined) throw new InputError(`export: tensor ${more} is none of the model's`);
  const expected: Weights = Object.fromEntries(
    await Promise.all(
      Object.entries(variables).map(async ([name, variable]) => {
        return [name, { shape: variable.shape, data: await variable.data() as Float32Array }];
      }),
    ),
  );
  return largestDifference(expected, tensors);
}

function largestDifference(expected: Weights, found: Weights): number {
  let most = 0;
  for (const [name, { shape, data }] of Object.entries(expected)) {
    const read = found[name];
    if (String(read?.shape) !== String(shape)) {
      throw new InputError(`export: tensor ${name} was not written as [${shape}]`);
    }
    for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(read.data[i] - data[i]));
  }
  return most;
}
