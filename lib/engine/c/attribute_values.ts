/** Types of attribute values, and how each is passed to C. */
import { type DataType, typeNumber } from "./data_type.ts";

/** A shape; -1 for an unknown length, null for an unknown rank. */
export type ShapeAttribute = readonly number[] | null;

/**
 * The value of an attribute; the op's definition says which kind: numbers for `int` and `float`,
 * text for `string` (bytes too), a {@linkcode DataType} for `type`, an op's or function's name for
 * `func`, a tensor's handle for `tensor`, and lists of all but the last.
 */
export type AttributeValue =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | ShapeAttribute
  | Deno.PointerObject
  | readonly (number | bigint | boolean | string | Uint8Array | ShapeAttribute)[];

/** Bytes that C can read. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

// The same few words recur in every step: NHWC, VALID. Others, such as random names, must not pile
// up.
const MOST_WORDS = 500;
const words = new Map<string, Bytes>();

export function integerFrom(value: unknown, what: () => string): bigint {
  if (typeof value === "bigint") return value;
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  throw wrong(what, "a whole number", value);
}

export function numberFrom(value: unknown, what: () => string): number {
  if (typeof value === "number") return value;
  throw wrong(what, "a number", value);
}

export function flagFrom(value: unknown, what: () => string): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  throw wrong(what, "true or false", value);
}

/** tfjs-node gives types as the C API's numbers. */
export function typeFrom(value: unknown, what: () => string): number {
  const number = typeof value === "number" ? value : typeNumber(value as DataType);
  if (number === undefined) throw wrong(what, "the name of a type, such as float32", value);
  return number;
}

export function textFrom(value: unknown, what: () => string): string {
  if (typeof value === "string") return value;
  throw wrong(what, "text", value);
}

export function bytesFrom(value: unknown, what: () => string): Bytes {
  if (value instanceof Uint8Array) return value as Bytes;
  const text = textFrom(value, what);
  let bytes = words.get(text);
  if (!bytes) {
    bytes = encoder.encode(text);
    if (words.size < MOST_WORDS) words.set(text, bytes);
  }
  return bytes;
}

/** Pointers are the only values without a JavaScript prototype. */
export function handleFrom(value: unknown, what: () => string): Deno.PointerObject {
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null) {
    return value as Deno.PointerObject;
  }
  throw wrong(what, "the handle of a tensor", value);
}

export function shapeFrom(value: unknown, what: () => string): ShapeAttribute {
  if (value === null || (Array.isArray(value) && value.every(Number.isSafeInteger))) return value;
  throw wrong(what, "a shape", value);
}

/** A shape's dimensions. */
export function lengthsOf(shape: ShapeAttribute): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from(shape ?? [], BigInt);
}

/** The rank; -1 if unknown. */
export function rankOf(shape: ShapeAttribute): number {
  return shape?.length ?? -1;
}

/** Pointers to arrays; the caller keeps these alive while C reads them. */
export function addressesOf(
  arrays: (Bytes | BigInt64Array<ArrayBuffer>)[],
): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(
    arrays,
    (array) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(array)),
  );
}

function wrong(what: () => string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${what()} must be ${wanted}, it got ${shown(value)}`);
}

/** A value as text for an error message. */
export function shown(value: unknown): string {
  return typeof value === "string" || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
