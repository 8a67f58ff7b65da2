/**
 * The settings of a context, in the form TensorFlow reads: a serialised `ConfigProto`
 * (`tensorflow/core/protobuf/config.proto`).
 */

/** What can be set before TensorFlow starts. */
export interface ContextConfig {
  /** Threads per op; by default one per core. */
  threads?: number;
  /** Whether GPU memory is allocated as needed, instead of all at the start. */
  growGpuMemory?: boolean;
}

const INTRA_OP_PARALLELISM_THREADS = 2, GPU_OPTIONS = 6, ALLOW_GROWTH = 4; // field numbers

/** The bytes of a `ConfigProto`. */
export function encodeConfig({ threads, growGpuMemory }: ContextConfig): Uint8Array<ArrayBuffer> {
  const gpuOptions = growGpuMemory ? integerField(ALLOW_GROWTH, 1) : [];
  return Uint8Array.from([
    ...(threads === undefined ? [] : integerField(INTRA_OP_PARALLELISM_THREADS, threads)),
    ...(gpuOptions.length > 0 ? messageField(GPU_OPTIONS, gpuOptions) : []),
  ]);
}

// A field is its number and wire type (0 an integer, 2 length and bytes), then the value.

function integerField(field: number, value: number): number[] {
  return [...integer(field << 3), ...integer(value)];
}

function messageField(field: number, bytes: number[]): number[] {
  return [...integer(field << 3 | 2), ...integer(bytes.length), ...bytes];
}

/** A varint: seven bits per byte, lowest first; the eighth says that more follow. */
function integer(value: number): number[] {
  return value < 128 ? [value] : [value & 127 | 128, ...integer(value >>> 7)];
}
