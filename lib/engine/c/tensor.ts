/** Copying values into TensorFlow's memory and back. */
import { bytesOf, type DataType, type Numbers, numbersFrom, typeNumber } from "./data_type.ts";
import { readStrings, STRING_BYTES, writeStrings } from "./strings.ts";
import type { Symbols } from "./symbols.ts";

/** What a tensor holds: numbers, or for type `string` the bytes of each string. */
export type TensorValues = Numbers | Uint8Array[];

/** A tensor to be created. */
export interface TensorDescription {
  type: DataType;
  shape: readonly number[];
}

/** The number of values in a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/**
 * A `TF_Tensor` with a copy of the values; the caller deletes it, after freeing the strings of a
 * string tensor.
 *
 * @throws {TypeError} When the values do not fill the shape.
 */
export function allocateTensor(
  c: Symbols,
  values: TensorValues,
  { type, shape }: TensorDescription,
): Deno.PointerValue {
  const isText = Array.isArray(values);
  const given = isText ? values.length * STRING_BYTES : values.byteLength;
  const needed = sizeOf(shape) * ((type === "string" ? STRING_BYTES : bytesOf(type)) ?? NaN);
  if (given !== needed || isText !== (type === "string")) {
    const what = isText
      ? `${values.length} texts`
      : `${values.constructor.name} of ${values.length}`;
    throw new TypeError(`a tensor of ${type} [${shape}] cannot be made from ${what}`);
  }
  const tensor = c.TF_AllocateTensor(
    typeNumber(type),
    BigInt64Array.from(shape, BigInt),
    shape.length,
    BigInt(needed),
  );
  const data = c.TF_TensorData(tensor);
  if (isText) writeStrings(c, data, values);
  else if (given > 0) {
    memory(data!, given).set(new Uint8Array(values.buffer, values.byteOffset, given));
  }
  return tensor;
}

/** Read a `TF_Tensor`'s values. */
export function valuesOf(
  c: Symbols,
  tensor: Deno.PointerValue,
  { type, shape }: TensorDescription,
): TensorValues {
  const data = c.TF_TensorData(tensor);
  if (type === "string") return readStrings(c, data, sizeOf(shape));
  const bytes = new ArrayBuffer(Number(c.TF_TensorByteSize(tensor)));
  if (bytes.byteLength > 0) Deno.UnsafePointerView.copyInto(data!, new Uint8Array(bytes));
  return numbersFrom(bytes, type);
}

function memory(start: Deno.PointerObject, bytes: number): Uint8Array {
  return new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(start, bytes));
}
