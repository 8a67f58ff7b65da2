/**
 * The IDX format of the MNIST files: two zero bytes, a type byte, the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the numbers themselves, last dimension fastest.
 *
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "File
 * formats".
 */
import { InputError } from "../errors.ts";
import { GET_AGAIN, gunzipIfNeeded } from "./_gunzip.ts";

/** Rows, and columns, of an image. */
export const IMAGE_SIDE = 28;

/**
 * The first four bytes of an IDX file, read as one number, where it holds uint8 labels or images.
 */
const MAGIC = { labels: 0x0801, images: 0x0803 };

/** What the third byte says about the numbers in the file. */
const TYPES: Record<number, string> = {
  0x08: "uint8",
  0x09: "int8",
  0x0b: "int16",
  0x0c: "int32",
  0x0d: "float32",
  0x0e: "float64",
};

/**
 * Read the images of an IDX file.
 *
 * @param bytes The file, gzipped or plain.
 * @param source The file's name, for errors.
 * @returns N·28·28 bytes, row by row: a view of `bytes` where those are plain.
 * @throws {InputError} Not such a file, damaged, not 28×28, or without images.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const file = new Uint8Array(16 + 2 * 28 * 28);
 * file.set([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]);
 * assertEquals(parseIdxImages(file, "two-black-images").length, 2 * 28 * 28);
 * ```
 */
export function parseIdxImages(bytes: Uint8Array, source: string): Uint8Array {
  const { dimensions: [, rows, columns], values } = parseIdx(bytes, source, "images");
  if (rows !== IMAGE_SIDE || columns !== IMAGE_SIDE) {
    throw new InputError(
      `${source}: images are ${rows}×${columns} pixels where ${IMAGE_SIDE}×${IMAGE_SIDE} are needed; resize them, or use another data set`,
    );
  }
  return values; // [N, 28, 28]
}

/**
 * Read the labels of an IDX file.
 *
 * @param bytes The file, gzipped or plain.
 * @param source The file's name, for errors.
 * @returns N labels: a view of `bytes` where those are plain.
 * @throws {InputError} Not such a file, damaged, or without labels.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const file = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4);
 * assertEquals(parseIdxLabels(file, "three-labels"), Uint8Array.of(5, 0, 4));
 * ```
 */
export function parseIdxLabels(bytes: Uint8Array, source: string): Uint8Array {
  return parseIdx(bytes, source, "labels").values; // [N]
}

function parseIdx(bytes: Uint8Array, source: string, wanted: keyof typeof MAGIC) {
  const file = gunzipIfNeeded(bytes, source, (start) => {
    const { dimensions, headerLength } = headerOf(start, source, wanted);
    return headerLength + product(dimensions);
  });
  const { dimensions, headerLength } = headerOf(file, source, wanted);
  checkLength(file.length - headerLength, dimensions, source);
  if (dimensions[0] === 0) {
    throw new InputError(`${source}: holds no ${wanted}; use a data set with at least one image`);
  }
  return { dimensions, values: file.subarray(headerLength) };
}

function headerOf(file: Uint8Array, source: string, wanted: keyof typeof MAGIC) {
  checkMagic(file, source, wanted);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const dimensionCount = file[3], headerLength = 4 + 4 * dimensionCount;
  if (file.length < headerLength) {
    throw new InputError(
      `${source}: cut short inside its header, after ${file.length} bytes; ${GET_AGAIN}`,
    );
  }
  const dimensions = Array.from({ length: dimensionCount }, (_, i) => view.getUint32(4 + 4 * i));
  return { dimensions, headerLength };
}

function product(dimensions: number[]): number {
  return dimensions.reduce((product, dimension) => product * dimension, 1);
}

function checkMagic(file: Uint8Array, source: string, wanted: keyof typeof MAGIC) {
  if (file.length === 0) throw new InputError(`${source}: the file is empty; ${GET_AGAIN}`);
  if (file.length < 4 || file[0] !== 0 || file[1] !== 0) {
    const start = Array.from(file.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"))
      .join(" ");
    throw new InputError(
      `${source}: neither gzip nor IDX (it begins with the bytes ${start}); ${GET_AGAIN}`,
    );
  }
  const magic = file[2] * 256 + file[3];
  if (magic === MAGIC[wanted]) return;
  throw new InputError(
    `${source}: ${meaningOf(magic)} where ${wanted} belong (magic number ${magic}, not ${
      MAGIC[wanted]
    }); ` +
      "check that files were not swapped or renamed",
  );
}

function meaningOf(magic: number): string {
  if (magic === MAGIC.labels) return "labels";
  if (magic === MAGIC.images) return "images";
  const type = TYPES[magic >> 8];
  const dimensions = magic & 0xff;
  return type
    ? `${type} numbers in ${dimensions} dimension${dimensions === 1 ? "" : "s"}`
    : "numbers of unknown type";
}

function checkLength(actual: number, dimensions: number[], source: string) {
  const expected = product(dimensions);
  if (actual === expected) return;
  const fault = actual < expected ? "cut short" : "too long";
  throw new InputError(
    `${source}: ${fault}: its dimensions ${
      dimensions.join("×")
    } need ${expected} bytes after the header, ` +
      `it has ${actual}; ${GET_AGAIN}`,
  );
}
