/** Image files of MNIST's test digits, drawn as people draw them. */
import { join } from "node:path";
import sharp from "npm:sharp@0.34.5";
import { loadMnist } from "../../lib/data/mod.ts";

const { test } = await loadMnist({ limit: 10, testLimit: 200 });

/** Their images and labels. */
export const digits = test;

/** A test image as bytes, `[28, 28]`. */
export function digitImage(index: number): Uint8Array {
  return test.images.subarray(index * 784, (index + 1) * 784);
}

/** The first test image of a class, from a place on. */
export function digitOf(label: number, from = 0): number {
  return test.labels.indexOf(label, from);
}

/** How a digit is drawn. */
export interface Drawing {
  /** Dark on light. */
  dark?: boolean;
  /** Pixels a side of the digit's 28×28. */
  side?: number;
  /** Empty columns at the left. */
  left?: number;
  /** Transparent where there is no ink. */
  transparent?: boolean;
}

/** Write a test image as an image file of another size, place and ground; the name tells how. */
export async function drawDigit(
  folder: string,
  index: number,
  { dark = false, side = 28, left = 0, transparent = false }: Drawing = {},
): Promise<string> {
  const kind = [dark && "dark", transparent && "clear", side].filter(Boolean).join("-");
  const path = join(folder, `${test.labels[index]}-${index}-${kind}.png`);
  const ink = dark ? 0 : 255, pixels = new Uint8Array(784 * 4);
  digitImage(index).forEach((value, i) => pixels.set([ink, ink, ink, value], 4 * i));
  const ground = { r: 255 - ink, g: 255 - ink, b: 255 - ink, alpha: transparent ? 0 : 1 };
  const drawn = sharp(pixels, { raw: { width: 28, height: 28, channels: 4 } })
    .resize(side, side, { kernel: "cubic" }).extend({ left, background: ground });
  await (transparent ? drawn : sharp(await drawn.png().toBuffer()).flatten({ background: ground }))
    .png().toFile(path);
  return path;
}
