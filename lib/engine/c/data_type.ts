/** Tensor data types. */

/** The number of each type in the C API (`tf_datatype.h`). */
const numbers = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int16: 5,
  int8: 6,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  uint16: 17,
  complex128: 18,
  float16: 19,
  resource: 20,
  variant: 21,
  uint32: 22,
  uint64: 23,
} as const;

/** A data type, by its name in TensorFlow's Python API. */
export type DataType = keyof typeof numbers;

const names = new Map<number, DataType>(
  Object.entries(numbers).map(([name, number]) => [number, name as DataType]),
);

/** The C API's number of a type. */
export function typeNumber(type: DataType): number {
  return numbers[type];
}

/** The type with this number; an unknown one is named by its number. */
export function typeName(number: number): DataType {
  return names.get(number) ?? `type ${number}` as DataType;
}

/** An array that holds a tensor's numbers, or the bytes of a type without a JavaScript array. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

type ArrayClass = new (buffer: ArrayBuffer) => Numbers;

/** A type's memory layout: the array that reads it, and bytes per number. */
const layouts: Partial<Record<DataType, { array: ArrayClass; bytes: number }>> = {
  float32: { array: Float32Array, bytes: 4 },
  float64: { array: Float64Array, bytes: 8 },
  int32: { array: Int32Array, bytes: 4 },
  uint8: { array: Uint8Array, bytes: 1 },
  int16: { array: Int16Array, bytes: 2 },
  int8: { array: Int8Array, bytes: 1 },
  complex64: { array: Float32Array, bytes: 8 }, // real and imaginary parts alternate
  int64: { array: BigInt64Array, bytes: 8 },
  bool: { array: Uint8Array, bytes: 1 },
  bfloat16: { array: Uint16Array, bytes: 2 },
  uint16: { array: Uint16Array, bytes: 2 },
  complex128: { array: Float64Array, bytes: 16 },
  float16: { array: Uint16Array, bytes: 2 },
  uint32: { array: Uint32Array, bytes: 4 },
  uint64: { array: BigUint64Array, bytes: 8 },
};

/** Bytes of one number; undefined for types whose values have no fixed size. */
export function bytesOf(type: DataType): number | undefined {
  return layouts[type]?.bytes;
}

/** A tensor's bytes as numbers; a resource stays bytes. */
export function numbersFrom(bytes: ArrayBuffer, type: DataType): Numbers {
  if (type === "bfloat16") return widened(new Uint16Array(bytes));
  return new (layouts[type]?.array ?? Uint8Array)(bytes);
}

/** bfloat16 is the upper half of a float32: exact. */
function widened(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
