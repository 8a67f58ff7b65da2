import { join } from "node:path";
import { encodeSafetensors, type NamedTensor } from "../training/files/safetensors.ts";
import { writeFileAtomically } from "../training/mod.ts";
import type { Model } from "../types.ts";
import { makeOutputFolder } from "./_make_folder.ts";
import { pythonModule } from "./_python.ts";
import { type PlainLayer, plainLayers, sizesOf, withUniqueNames } from "./plain_layers.ts";

/**
 * Write a model's backbone for PyTorch: `model.py` and its weights, `model.safetensors`. There
 * `load("model.safetensors")` gives a module from images `[N, channels, height, width]`, 0 … 1, to
 * embeddings `[N, D]`; it needs `torch` and `safetensors`.
 *
 * The weights are as in tfjs, channels last; `model.py` turns them.
 *
 * @param folder Output folder; created if missing.
 * @throws {InputError} When a layer has no counterpart; it is named. When the folder cannot be
 * written.
 */
export async function exportPytorch(
  { backbone }: Pick<Model, "backbone">,
  folder: string,
): Promise<void> {
  const layers = await namedLayers(backbone), program = pythonModule(layers, sizesOf(backbone));
  await makeOutputFolder(folder);
  const weights = encodeSafetensors(Object.fromEntries(layers.flatMap(tensorsOf)));
  writeFileAtomically(join(folder, "model.safetensors"), weights);
  writeFileAtomically(join(folder, "model.py"), new TextEncoder().encode(program));
}

/** The tensors of the file, by name. */
export async function pytorchTensors(
  backbone: Model["backbone"],
): Promise<Record<string, NamedTensor>> {
  return Object.fromEntries((await namedLayers(backbone)).flatMap(tensorsOf));
}

async function namedLayers(backbone: Model["backbone"]): Promise<PlainLayer[]> {
  return withUniqueNames((await plainLayers(backbone)).map(safelyNamed));
}

/**
 * In a module's name a dot parts it from its parent, and quotes would end the text in the program;
 * names without a number may be those of a module's own parts, such as `half` and `pop`.
 */
function safelyNamed(layer: PlainLayer, index: number): PlainLayer {
  const name = layer.name.replaceAll(/\W/g, "_");
  return { ...layer, name: name === layer.name && /\d/.test(name) ? name : `${name}_${index}` };
}

function tensorsOf(layer: PlainLayer): [string, NamedTensor][] {
  const weights = "weights" in layer ? Object.entries(layer.weights) : [];
  return weights.map(([name, weight]) => [`${layer.name}.${name}`, { dtype: "F32", ...weight }]);
}
