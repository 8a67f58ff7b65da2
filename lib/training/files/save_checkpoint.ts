import type { Model } from "../../types.ts";
import { allVariables } from "../_variables.ts";
import { architectureOf } from "./architecture.ts";
import { type Checkpoint, EMA, FORMAT, OPTIMIZER } from "./checkpoint.ts";
import { encodeSafetensors, type NamedTensor } from "./safetensors.ts";
import { writeFileAtomically } from "./write_file.ts";

/**
 * Write a model, where its training stands, and a configuration into one safetensors file, beside
 * and renamed: an older file of that name stays whole until the new one is.
 *
 * @param path Where to.
 * @throws {InputError} When it cannot be written, or a part of the model could not be built again: it
 * names the head, loss or layer.
 */
export async function saveCheckpoint(
  path: string,
  { model, state, config }: Checkpoint,
): Promise<void> {
  const architecture = await architectureOf(model), tensors = await tensorsOf(model);
  const addAs = (name: string, data: Float32Array, like: string) => {
    tensors[name] = { dtype: "F32", shape: tensors[like]?.shape ?? [data.length], data };
  };
  for (const [name, data] of Object.entries(state?.optimizer.slots ?? {})) {
    addAs(OPTIMIZER + name, data, name.slice(name.indexOf(".") + 1));
  }
  for (const [name, data] of Object.entries(state?.ema ?? {})) addAs(EMA + name, data, name);
  const metadata: Record<string, string> = {
    format: "margin-losses",
    format_version: String(FORMAT),
    model: JSON.stringify(architecture),
    config: JSON.stringify(config),
  };
  if (state) {
    const { ema, optimizer, ...rest } = state;
    const plain = { ...rest, optimizer: { ...optimizer, slots: {} }, ...(ema ? { ema: {} } : {}) };
    metadata.state = JSON.stringify(plain);
  }
  writeFileAtomically(path, encodeSafetensors(tensors, metadata));
}

async function tensorsOf(model: Model): Promise<Record<string, NamedTensor>> {
  const entries = Object.entries(allVariables(model)).map(async ([name, variable]) => {
    const { shape } = variable, data = await variable.data();
    const tensor: NamedTensor = data instanceof Int32Array
      ? { dtype: "I32", shape, data }
      : { dtype: "F32", shape, data: data as Float32Array };
    return [name, tensor] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
