/** IDX files to test with, made here so that each can be wrong in one way. */
import { gzipSync } from "node:zlib";
import { join } from "node:path";

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

/** Calls `use` with a temporary directory that holds these files, and removes it. */
export async function withFiles(
  files: Record<string, Uint8Array>,
  use: (directory: string) => Promise<void>,
) {
  const directory = await Deno.makeTempDir({ prefix: "mnist_test_" });
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(directory, name), bytes);
    }
    await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
