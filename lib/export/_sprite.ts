/** All images of a set as one, which the Embedding Projector cuts up again. */
import type sharp from "npm:sharp@0.34.5";
import { InputError } from "../errors.ts";
import type { ImageShape } from "../types.ts";

/** Pixels a side, of TensorBoard's documentation: more, and a graphics card may not take it. */
const MOST_SIDE = 8192;

/** How many images of a shape one sprite holds. */
export function spriteCapacity([height, width]: ImageShape): number {
  return Math.floor(MOST_SIDE / height) * Math.floor(MOST_SIDE / width);
}

/** Images beside and below one another. */
export interface Sprite {
  /** Rows of the picture, one after the other; 1 or 3 bytes a pixel. */
  pixels: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

/**
 * Lay out images row by row, as nearly a square as they give; the rest of the last row is black.
 *
 * @param images `[N, height, width, channels]` bytes.
 * @throws {InputError} When they are not whole images of 1 or 3 channels, or do not fit.
 */
export function spriteOf(images: Uint8Array, imageShape: ImageShape): Sprite {
  const [height, width, channels] = imageShape, size = height * width * channels;
  const count = images.length / size, capacity = spriteCapacity(imageShape);
  if (!Number.isInteger(count) || (channels !== 1 && channels !== 3)) {
    throw new InputError(
      `export: ${images.length} bytes are not images of [${imageShape}]; give whole ones, grey or RGB`,
    );
  }
  if (count > capacity) {
    throw new InputError(
      `export: ${count} images of ${width}×${height} do not fit into ${MOST_SIDE}×${MOST_SIDE} pixels; ` +
        `give at most ${capacity}`,
    );
  }
  const columns = Math.min(Math.ceil(Math.sqrt(count)), Math.floor(MOST_SIDE / width));
  const rows = Math.ceil(count / columns), line = columns * width * channels;
  const pixels = new Uint8Array(rows * height * line), row = width * channels;
  for (let image = 0; image < count; image++) {
    const corner = Math.floor(image / columns) * height * line + (image % columns) * row;
    for (let y = 0; y < height; y++) {
      const from = image * size + y * row;
      pixels.set(images.subarray(from, from + row), corner + y * line);
    }
  }
  return { pixels, width: columns * width, height: rows * height, channels };
}

/** A sprite as the bytes of a PNG file. */
export async function spritePng(
  { pixels, width, height, channels }: Sprite,
): Promise<Uint8Array> {
  const open = await library(), raw = { width, height, channels: channels as 1 | 3 };
  return await open(pixels, { raw }).toColourspace(spaceOf(channels)).png().toBuffer();
}

/** The bytes of a sprite's PNG file, as they were put in. */
export async function readSprite(path: string, channels: number): Promise<Uint8Array> {
  const open = await library();
  return await open(path).toColourspace(spaceOf(channels)).raw().toBuffer();
}

const spaceOf = (channels: number) => channels === 1 ? "b-w" : "srgb";

async function library(): Promise<typeof sharp> {
  const { default: library } = await import("npm:sharp@0.34.5") as unknown as {
    default: typeof sharp;
  };
  return library;
}
