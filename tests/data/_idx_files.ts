/** IDX files to test with, made here so that each can be wrong in one way. */
import { gzipSync } from "node:zlib";
import { dirname, join } from "node:path";

/**
 * An IDX file of uint8 numbers: header for `dimensions`, then `values` (zeros to fill by default).
 */
export function idxFile(dimensions: number[], values?: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const body = values ??
    new Uint8Array(dimensions.reduce((product, dimension) => product * dimension, 1));
  const file = new Uint8Array(4 + 4 * dimensions.length + body.length);
  file.set([0, 0, 8, dimensions.length]);
  const view = new DataView(file.buffer);
  dimensions.forEach((dimension, i) => view.setUint32(4 + 4 * i, dimension));
  file.set(body, 4 + 4 * dimensions.length);
  return file;
}

/** Numbers of an IDX file by type: the third byte, and how one is written, big endian. */
const numberTypes = {
  int8: [0x09, 1, (view: DataView, at: number, value: number) => view.setInt8(at, value)],
  int16: [0x0b, 2, (view: DataView, at: number, value: number) => view.setInt16(at, value)],
  int32: [0x0c, 4, (view: DataView, at: number, value: number) => view.setInt32(at, value)],
  float32: [0x0d, 4, (view: DataView, at: number, value: number) => view.setFloat32(at, value)],
  float64: [0x0e, 8, (view: DataView, at: number, value: number) => view.setFloat64(at, value)],
} as const;

/** An IDX file of another type than uint8. */
export function typedIdxFile(
  type: keyof typeof numberTypes,
  dimensions: number[],
  values: number[],
): Uint8Array<ArrayBuffer> {
  const [code, size, write] = numberTypes[type];
  const body = new Uint8Array(size * values.length), view = new DataView(body.buffer);
  values.forEach((value, i) => write(view, size * i, value));
  const file = idxFile(dimensions, body);
  file[2] = code;
  return file;
}

/** Bytes as gzip. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

/** A small good data set: three training and two test images. */
export function goodFiles(): Record<string, Uint8Array> {
  return {
    "train-images-idx3-ubyte": idxFile(
      [3, 28, 28],
      Array.from({ length: 3 * 784 }, (_, i) => i % 251),
    ),
    "train-labels-idx1-ubyte": idxFile([3], [5, 0, 9]),
    "t10k-images-idx3-ubyte": idxFile([2, 28, 28]),
    "t10k-labels-idx1-ubyte": idxFile([2], [7, 2]),
  };
}

/** Calls `use` with a temporary directory that holds these files (or `folder/file`), and removes it. */
export async function withFiles(
  files: Record<string, Uint8Array>,
  use: (directory: string) => Promise<void>,
) {
  const directory = await Deno.makeTempDir({ prefix: "mnist_test_" });
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(directory, name)), { recursive: true });
      await Deno.writeFile(join(directory, name), bytes);
    }
    await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
