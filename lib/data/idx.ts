/**
 * The IDX format of the MNIST files: two zero bytes, a type byte, the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the numbers themselves, last dimension fastest.
 *
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "File
 * formats". Shape letters: `N` images of `H` rows, `W` columns and `C` channels.
 */
import { InputError } from "../errors.ts";
import type { ImageShape } from "../types.ts";
import { gunzipIfNeeded } from "./_gunzip.ts";
import { checkLength, headerOf, type Wanted } from "./_idx_header.ts";
import { numbersFrom } from "./_numbers.ts";
import { labelsFrom, pixelsFrom } from "./_pixels.ts";

/** Images of an IDX file. */
export interface IdxImages {
  /** `[N, H, W, C]` bytes. */
  images: Uint8Array;
  /** N. */
  length: number;
  /** H, W, C. */
  imageShape: ImageShape;
}

/** More bytes are held by no array here. */
const MOST_BYTES = 2 ** 32;

/**
 * Read the images of an IDX file: `[N, H, W]` grey or `[N, H, W, C]` with 1 or 3 channels, of any
 * type. Floats from 0 to 1 are scaled by 255; all others must lie within 0 … 255, and are rounded.
 *
 * @param bytes The file, gzipped or plain.
 * @param source The file's name, for errors.
 * @returns Of uint8 a view of `bytes` where those are plain.
 * @throws {InputError} Not such a file, damaged, without images, or with pixels out of range.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const file = new Uint8Array(16 + 2 * 28 * 28);
 * file.set([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]);
 * const { length, imageShape } = parseIdxImages(file, "two-black-images");
 * assertEquals([length, ...imageShape], [2, 28, 28, 1]);
 * ```
 */
export function parseIdxImages(bytes: Uint8Array, source: string): IdxImages {
  const { type, dimensions, values } = parseIdx(bytes, source, "images");
  const [length, height, width, channels = 1] = dimensions; // [N, H, W] or [N, H, W, C]
  if (height * width === 0) {
    throw new InputError(`${source}: images are ${height}×${width}; use one with pixels`);
  }
  if (channels !== 1 && channels !== 3) {
    throw new InputError(
      `${source}: images have ${channels} channels (${
        dimensions.join("×")
      }); give 1 (grey) or 3 (red, green, blue)`,
    );
  }
  const images = pixelsFrom(values, type, source); // [N, H, W, C]
  return { images, length, imageShape: [height, width, channels] };
}

/**
 * Read the labels of an IDX file: `[N]` whole numbers of any size; or `[N, K]` int32, of which the
 * first column is the class, as in QMNIST.
 *
 * @param bytes The file, gzipped or plain.
 * @param source The file's name, for errors.
 * @returns `[N]`, copied.
 * @throws {InputError} Not such a file, damaged, or without labels.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const file = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4);
 * assertEquals(parseIdxLabels(file, "three-labels"), Int32Array.of(5, 0, 4));
 * ```
 */
export function parseIdxLabels(bytes: Uint8Array, source: string): Int32Array {
  const { dimensions: [length, columns = 1], values } = parseIdx(bytes, source, "labels");
  if (columns === 0) throw new InputError(`${source}: has no columns; use one with labels`);
  return columns === 1
    ? labelsFrom(values, source)
    : Int32Array.from({ length }, (_, i) => values[i * columns]); // [N, K] → [N]
}

function parseIdx(bytes: Uint8Array, source: string, wanted: Wanted) {
  const file = gunzipIfNeeded(bytes, source, (start) => {
    const { headerLength, bodyLength } = headerOf(start, source, wanted);
    return Math.min(headerLength + bodyLength, MOST_BYTES);
  });
  const header = headerOf(file, source, wanted), { type, dimensions, headerLength } = header;
  checkLength(file, header, source, wanted);
  const values = numbersFrom(file.subarray(headerLength), type, { littleEndian: false });
  return { type, dimensions, values };
}
