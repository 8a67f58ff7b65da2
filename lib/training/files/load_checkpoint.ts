import { checkNames } from "../../check.ts";
import { tf } from "../../engine/mod.ts";
import { InputError, messageOf } from "../../errors.ts";
import { renamedTensors } from "../../heads/renamed.ts";
import { errorCode, readFileSync } from "../../platform.ts";
import type { Model } from "../../types.ts";
import { allVariables } from "../_variables.ts";
import { type Architecture, buildModel, type OwnParts } from "./architecture.ts";
import { checkNumbers, checkState } from "./check_saved.ts";
import { type Checkpoint, EMA, FORMAT, OPTIMIZER } from "./checkpoint.ts";
import { decodeSafetensors, type NamedTensor } from "./safetensors.ts";

/** Characters of an error that may quote the file. */
const MOST_SHOWN = 400;

/** Options of {@linkcode loadCheckpoint}. */
export interface LoadOptions extends OwnParts {
  /**
   * Give the model the moving average of its weights, where the run kept one.
   * @default {false}
   */
  ema?: boolean;
}

/**
 * Read a checkpoint and build its model.
 *
 * @param path What `saveCheckpoint` wrote.
 * @throws {InputError} When the file is missing, damaged, of a newer format, or its tensors do not
 * fit its model; it names the tensor.
 */
export async function loadCheckpoint(path: string, options: LoadOptions = {}): Promise<Checkpoint> {
  checkNames(options, ["heads", "losses", "layers", "ema"], "loadCheckpoint");
  return await leavingNothing(() => loaded(path, options));
}

/** Variables that were made before an error are freed: a file that is no good costs no memory. */
async function leavingNothing<T>(action: () => Promise<T>): Promise<T> {
  const { registeredVariables } = tf.engine().state,
    before = new Set(Object.keys(registeredVariables));
  try {
    return await action();
  } catch (error) {
    for (const [name, variable] of Object.entries(registeredVariables)) {
      if (!before.has(name)) variable.dispose();
    }
    throw error;
  }
}

async function loaded(path: string, options: LoadOptions): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(readFile(path), path);
  const format = checkFormat(path, metadata);
  const architecture = parse<Architecture>(path, metadata, "model");
  const model = await builtModel(path, architecture, { ...options, unmarked: format < 2 });
  assignTensors(path, model, options.ema ? averagesIn(path, tensors) : tensors);
  const config = parse<Record<string, unknown>>(path, metadata, "config");
  if (!metadata.state) return { model, config };
  const state = checkState(path, parse(path, metadata, "state"));
  state.optimizer.slots = named(path, OPTIMIZER, tensors);
  if (state.ema) state.ema = named(path, EMA, tensors);
  return { model, state, config };
}

/** The numbers of the tensors whose names begin with a prefix, by the rest of the name. */
function named(
  path: string,
  prefix: string,
  tensors: Record<string, NamedTensor>,
): Record<string, Float32Array> {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  for (const [name, tensor] of found) checkNumbers(path, name, tensor);
  return Object.fromEntries(
    found.map(([name, { data }]) => [name.slice(prefix.length), Float32Array.from(data)]),
  );
}

function averagesIn(
  path: string,
  tensors: Record<string, NamedTensor>,
): Record<string, NamedTensor> {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(EMA));
  if (found.length > 0) {
    return Object.fromEntries(found.map(([name, tensor]) => [name.slice(EMA.length), tensor]));
  }
  throw new InputError(`${path}: its run kept no moving average of the weights; leave ema out`);
}

async function builtModel(
  path: string,
  architecture: Architecture,
  options: OwnParts & { unmarked: boolean },
): Promise<Model> {
  try {
    return await buildModel(architecture, options);
  } catch (error) {
    throw new InputError(
      `${path}: its model cannot be built (${
        messageOf(error).slice(0, MOST_SHOWN)
      }); give heads, losses and layers of your own to loadCheckpoint, or update the library`,
    );
  }
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = errorCode(error) === "ENOENT" ? "it does not exist" : messageOf(error);
    throw new InputError(
      `${path}: cannot read this checkpoint (${why}); give the path of a .safetensors file`,
    );
  }
}

/** The file's format. */
function checkFormat(path: string, { format, format_version }: Record<string, string>): number {
  if (format !== "margin-losses") {
    throw new InputError(`${path}: not a checkpoint of this library; give one of its runs`);
  }
  if (!(Number(format_version) <= FORMAT)) {
    throw new InputError(
      `${path}: written in format ${format_version}, newer than ${FORMAT}; update the library`,
    );
  }
  return Number(format_version);
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
    if (variable.dtype === "float32") checkNumbers(path, name, saved);
    const numbers = variable.dtype === "int32" ? Int32Array : Float32Array;
    const value = tf.tensor(numbers.from(saved.data), variable.shape, variable.dtype);
    variable.assign(value);
    value.dispose();
  }
}
