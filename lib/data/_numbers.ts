/** Numbers in files: bytes of either order, read into typed arrays. */

/** Numbers of one type; 64-bit integers come as float64, exact up to 2⁵³. */
export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

interface TypeOfNumber {
  /** Bytes of a number. */
  size: number;
  array: new (length: number) => Numbers;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

const types = {
  bool: { size: 1, array: Uint8Array, read: (view, at) => view.getUint8(at) },
  uint8: { size: 1, array: Uint8Array, read: (view, at) => view.getUint8(at) },
  int8: { size: 1, array: Int8Array, read: (view, at) => view.getInt8(at) },
  uint16: { size: 2, array: Uint16Array, read: (view, at, little) => view.getUint16(at, little) },
  int16: { size: 2, array: Int16Array, read: (view, at, little) => view.getInt16(at, little) },
  uint32: { size: 4, array: Uint32Array, read: (view, at, little) => view.getUint32(at, little) },
  int32: { size: 4, array: Int32Array, read: (view, at, little) => view.getInt32(at, little) },
  uint64: {
    size: 8,
    array: Float64Array,
    read: (view, at, little) => Number(view.getBigUint64(at, little)),
  },
  int64: {
    size: 8,
    array: Float64Array,
    read: (view, at, little) => Number(view.getBigInt64(at, little)),
  },
  float32: {
    size: 4,
    array: Float32Array,
    read: (view, at, little) => view.getFloat32(at, little),
  },
  float64: {
    size: 8,
    array: Float64Array,
    read: (view, at, little) => view.getFloat64(at, little),
  },
} satisfies Record<string, TypeOfNumber>;

/** A type of numbers in a file. */
export type NumberType = keyof typeof types;

/** Bytes of one number. */
export function bytesPer(type: NumberType): number {
  return types[type].size;
}

/** Whether numbers of the type are whole; truth values are none. */
export function isWhole(type: NumberType): boolean {
  return type.includes("int");
}

/**
 * Read all numbers of some bytes.
 *
 * @returns Of uint8 and bool the bytes themselves, not copied.
 */
export function numbersFrom(
  bytes: Uint8Array,
  type: NumberType,
  { littleEndian }: { littleEndian: boolean },
): Numbers {
  if (type === "uint8" || type === "bool") return bytes;
  const { size, array, read }: TypeOfNumber = types[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new array(Math.floor(bytes.length / size));
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * size, littleEndian);
  return numbers;
}
