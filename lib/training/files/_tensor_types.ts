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
  { dtype, shape }: { dtype: Dtype; shape: number[] },
): NamedTensor {
  const data = new ARRAYS[dtype](new Uint8Array(bytes).buffer);
  return { dtype, shape, data } as NamedTensor; // TypeScript cannot follow that `data` goes with `dtype`
}
