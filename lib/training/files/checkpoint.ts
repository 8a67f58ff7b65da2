/**
 * A checkpoint: one safetensors file with a model, where its training stands, and the run's
 * configuration.
 */
import { buildBackbone, type Topology } from "../../backbones/mod.ts";
import { tf } from "../../engine/mod.ts";
import { InputError, messageOf } from "../../errors.ts";
import { createHead } from "../../heads/mod.ts";
import { renamedTensors } from "../../heads/renamed.ts";
import { createAuxiliaryLoss } from "../../losses/mod.ts";
import { errorCode, readFileSync } from "../../platform.ts";
import type { Model } from "../../types.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.ts";
import { allVariables } from "../_variables.ts";
import { writeFileAtomically } from "./write_file.ts";
import type { TrainingState } from "../state.ts";

const FORMAT = 1;
const OPTIMIZER = "optimizer.";

/** What a checkpoint holds. */
export interface Checkpoint {
  /** Backbone, head and losses, with their weights. */
  model: Model;
  /** Where training stands; absent in a file of weights alone. */
  state?: TrainingState;
  /** Whatever describes the run: any JSON. */
  config: Record<string, unknown>;
}

/** How a model is built, in JSON. */
interface Architecture {
  backbone: Topology;
  head: { name: string; options: Record<string, unknown> };
  auxiliary: { name: string; options: Record<string, unknown> }[];
}

/**
 * Write a model, where its training stands, and a configuration into one safetensors file, beside
 * and renamed: an older file of that name stays whole until the new one is.
 *
 * @param path Where to.
 * @throws {InputError} When it cannot be written.
 */
export async function saveCheckpoint(
  path: string,
  { model, state, config }: Checkpoint,
): Promise<void> {
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, variable] of Object.entries(allVariables(model))) {
    tensors[name] = {
      dtype: "F32",
      shape: variable.shape,
      data: await variable.data() as Float32Array,
    };
  }
  for (const [name, data] of Object.entries(state?.optimizer.slots ?? {})) {
    const shape = tensors[name.slice(name.indexOf(".") + 1)]?.shape ?? [data.length];
    tensors[OPTIMIZER + name] = { dtype: "F32", shape, data };
  }
  const metadata: Record<string, string> = {
    format: "margin-losses",
    format_version: String(FORMAT),
    model: JSON.stringify(architectureOf(model)),
    config: JSON.stringify(config),
  };
  if (state) {
    metadata.state = JSON.stringify({ ...state, optimizer: { ...state.optimizer, slots: {} } });
  }
  writeFileAtomically(path, encodeSafetensors(tensors, metadata));
}

/**
 * Read a checkpoint and build its model.
 *
 * @param path What `saveCheckpoint` wrote.
 * @throws {InputError} When the file is missing, damaged, of a newer format, or its tensors do not
 * fit its model; it names the tensor.
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(readFile(path), path);
  checkFormat(path, metadata);
  const model = await buildModel(path, parse<Architecture>(path, metadata, "model"));
  assignTensors(path, model, tensors);
  const config = parse<Record<string, unknown>>(path, metadata, "config");
  if (!metadata.state) return { model, config };
  const state = parse<TrainingState>(path, metadata, "state");
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.startsWith(OPTIMIZER)) {
      state.optimizer.slots[name.slice(OPTIMIZER.length)] = tensor.data as Float32Array;
    }
  }
  return { model, state, config };
}

/** Copy a checkpoint's configuration out without building its model. */
export function readCheckpointConfig(path: string): Record<string, unknown> {
  const { metadata } = decodeSafetensors(readFile(path), path);
  checkFormat(path, metadata);
  return parse(path, metadata, "config");
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = errorCode(error) === "ENOENT" ? "it does not exist" : messageOf(error);
    throw new InputError(
      `${path}: cannot read this checkpoint (${why}); give the directory of a run that has one`,
    );
  }
}

function checkFormat(path: string, { format, format_version }: Record<string, string>): void {
  if (format !== "margin-losses") {
    throw new InputError(`${path}: not a checkpoint of this library; give one of its runs`);
  }
  if (!(Number(format_version) <= FORMAT)) {
    throw new InputError(
      `${path}: written in format ${format_version}, newer than ${FORMAT}; update the library`,
    );
  }
}

function parse<T>(path: string, metadata: Record<string, string>, key: string): T {
  try {
    return JSON.parse(metadata[key]);
  } catch {
    throw new InputError(
      `${path}: its "${key}" entry is damaged; restore the file or start a new run`,
    );
  }
}

function architectureOf({ backbone, head, auxiliary = [] }: Model): Architecture {
  const part = ({ name, options }: { name: string; options: object }) => ({
    name,
    options: { ...options },
  });
  return {
    backbone: backbone.toJSON(null, false) as Topology,
    head: part(head),
    auxiliary: auxiliary.map(part),
  };
}

async function buildModel(
  path: string,
  { backbone, head, auxiliary }: Architecture,
): Promise<Model> {
  try {
    return {
      backbone: await buildBackbone(backbone),
      head: createHead(head.name, head.options as Parameters<typeof createHead>[1]),
      auxiliary: auxiliary.map(({ name, options }) => createAuxiliaryLoss(name, options)),
    };
  } catch (error) {
    throw new InputError(
      `${path}: its model cannot be built (${
        messageOf(error)
      }); update the library or start a new run`,
    );
  }
}

function assignTensors(path: string, model: Model, inFile: Record<string, NamedTensor>): void {
  const entries = Object.entries(inFile).map(([name, tensor]) =>
    [renamedTensors.get(name) ?? name, tensor] as const
  );
  const tensors = Object.fromEntries(entries);
  for (const [name, variable] of Object.entries(allVariables(model))) {
    const saved = tensors[name];
    if (!saved) {
      throw new InputError(
        `${path}: tensor ${name} is missing; restore the file or start a new run`,
      );
    }
    if (String(saved.shape) !== String(variable.shape)) {
      throw new InputError(
        `${path}: tensor ${name} is [${saved.shape}], its model needs [${variable.shape}]; restore the file`,
      );
    }
    const value = tf.tensor(saved.data as Float32Array, variable.shape, variable.dtype);
    variable.assign(value);
    value.dispose();
  }
}
