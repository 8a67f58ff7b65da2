import { Buffer } from "node:buffer";
import { InputError } from "../errors.ts";
import type { ImageShape } from "../types.ts";
import { colorPng, grayPng } from "./_png.ts";

/** Images of one shape, one after the other. */
export interface ImageRows {
  /** N·height·width·channels bytes, row by row, 0 = black. */
  images: Uint8Array;
  /** Height, width, channels: 1 or 3. */
  imageShape: ImageShape;
}

/**
 * How many images there are.
 *
 * @throws {InputError} None, or not a whole number.
 */
export function countImages({ images, imageShape }: ImageRows): number {
  const bytes = imageShape.reduce((product, size) => product * size), count = images.length / bytes;
  const each = imageShape.slice(0, imageShape[2] === 1 ? 2 : 3).join("·");
  if (images.length === 0) {
    throw new InputError(`images: empty; give at least one image of ${each} bytes`);
  }
  if (Number.isInteger(count)) return count;
  throw new InputError(
    `images: holds ${images.length} bytes, no multiple of ${bytes}; give images of ${each} bytes`,
  );
}

/** One of them, in its own proportions, in the middle of a square with this upper left corner. */
export function imageMarkup(
  { images, imageShape: [height, width, channels] }: ImageRows,
  index: number,
  { x, y, side }: { x: number; y: number; side: number },
): string {
  const bytes = height * width * channels;
  const pixels = images.subarray(index * bytes, (index + 1) * bytes);
  const png = (channels === 1 ? grayPng : colorPng)(pixels, width, height);
  const source = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  return `<image x="${x}" y="${y}" width="${side}" height="${side}" xlink:href="${source}"/>`;
}
