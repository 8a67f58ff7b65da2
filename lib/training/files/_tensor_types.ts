/** The number types that our files hold, by their safetensors names. */
const ARRAYS = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  U8: Uint8Array,
};

/** Their arrays, over any kind of buffer. */
interface Arrays {
  F64: Float64Array;
  F32: Float32Array;
  I32: Int32Array;
  U32: Uint32Array;
  U8: Uint8Array;
}

/** A number type by its safetensors name. */
export type Dtype = keyof typeof ARRAYS;

/** A tensor as plain numbers. */
export type NamedTensor = {
  [D in Dtype]: {
    dtype: D;
    /** Sizes of its dimensions; `[]` for a single number. */
    shape: number[];
    /** The numbers, last dimension fastest. */
    data: Arrays[D];
  };
}[Dtype];

/** All names of number types. */
export const DTYPES = Object.keys(ARRAYS) as Dtype[];

/** Whether text is the name of a number type that we know. */
export function isDtype(text: unknown): text is Dtype {
  return typeof text === "string" && Object.hasOwn(ARRAYS, text);
}

/** Bytes of one number. */
export function bytesPerNumber(dtype: Dtype): number {
  return ARRAYS[dtype].BYTES_PER_ELEMENT;
}

/** Number types that are read, as F32, and not written: with bytes of a number. */
const HALVES = { F16: 2, BF16: 2 };

/** A type that a file's tensors may have. */
export type FileDtype = Dtype | keyof typeof HALVES;

/** All names of number types that are read. */
export const FILE_DTYPES: string[] = [...DTYPES, ...Object.keys(HALVES)];

/** Whether text is the name of a number type that is read. */
export function isFileDtype(text: unknown): text is FileDtype {
  return FILE_DTYPES.includes(text as string);
}

/** Bytes of one number in a file. */
export function bytesInFile(dtype: FileDtype): number {
  return isDtype(dtype) ? bytesPerNumber(dtype) : HALVES[dtype];
}

/** How many numbers a tensor of this shape holds: 1 for `[]`. */
export function sizeOf(shape: number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * The bytes of a tensor, not copied. Little-endian, as the format wants and every platform of Deno
 * is.
 */
export function bytesOf({ data }: NamedTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A tensor from bytes, copied: views may only start at multiples of their number's size. */
export function tensorFrom(
  bytes: Uint8Array,
  { dtype, shape }: { dtype: FileDtype; shape: number[] },
): NamedTensor {
  if (!isDtype(dtype)) return { dtype: "F32", shape, data: widened(bytes, dtype) };
  const data = new ARRAYS[dtype](new Uint8Array(bytes).buffer);
  return { dtype, shape, data } as NamedTensor; // TypeScript cannot follow that `data` goes with `dtype`
}

function widened(bytes: Uint8Array, dtype: keyof typeof HALVES): Float32Array {
  const halves = new Uint16Array(new Uint8Array(bytes).buffer);
  if (dtype === "F16") return Float32Array.from(halves, fromHalf);
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer); // BF16: the first half of an F32
}

/** IEEE 754 binary16: a sign bit, 5 of exponent, 10 of mantissa. */
function fromHalf(bits: number): number {
  const sign = bits >> 15 ? -1 : 1, exponent = (bits >> 10) & 31, mantissa = bits & 1023;
  if (exponent === 31) return mantissa ? NaN : sign * Infinity;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
