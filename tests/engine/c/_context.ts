import {
  type DataType,
  EagerContext,
  type Handle,
  type TensorValues,
} from "../../../lib/engine/c/mod.ts";
import { findNativeEngine } from "../../../lib/engine/install/mod.ts";

const library = findNativeEngine()?.library;

/** Options of `Deno.test` for what needs TensorFlow. */
export const needsTensorFlow = { ignore: library === undefined };

if (!library) console.error("TensorFlow's C API is not tested here: `deno task setup` installs it");

let started: EagerContext | undefined;

/** One for all tests of a file, as a program has one. */
export function tensorFlow(): EagerContext {
  return started ??= new EagerContext(library!);
}

/** A tensor for the time of a test. */
export function make(values: TensorValues, type: DataType, shape: number[]): Handle {
  return tensorFlow().create(values, { type, shape });
}

/** An op with one result, and its values. */
export function valuesOf(op: string, inputs: Handle[], attributes = {}): TensorValues {
  const [result] = tensorFlow().execute(op, inputs, attributes, 1);
  try {
    return tensorFlow().read(result);
  } finally {
    tensorFlow().release(result);
  }
}

export const bytesOf = (text: string) => new TextEncoder().encode(text);
export const textOf = (values: TensorValues) =>
  (values as Uint8Array[]).map((text) => new TextDecoder().decode(text));

/** Megabytes that the process holds. */
export const residentMegabytes = () => Deno.memoryUsage().rss / 1e6;
