/** Whole files to damage, small and true to their formats. */
import sharp from "npm:sharp@0.34.5";
import { keras, npz } from "../data/_npy_bytes.ts";

/** As `numpy.savez` writes it. */
export const goodArrays: Uint8Array = npz(keras());

/** Kaggle's `train.csv`, of four images of 2×2. */
export const goodTable: Uint8Array = new TextEncoder().encode(
  "label,pixel0,pixel1,pixel2,pixel3\r\n0,1,2,3,4\r\n1,255,0,9,8\r\n0,5,6,7,8\r\n1,0,0,1,1\r\n",
);

const noise = sharp(Uint8Array.from({ length: 3 * 400 }, (_, i) => (i * 7919) % 256), {
  raw: { width: 20, height: 20, channels: 3 },
});

/** By name, the first letter of which is the class. */
export const goodImages: readonly (readonly [name: string, bytes: Uint8Array])[] = await Promise
  .all([
    encoded("a1.jpg", noise.clone().jpeg()),
    encoded("a2.png", noise.clone().png()),
    encoded("b1.webp", noise.clone().webp()),
    encoded("b2.gif", noise.clone().gif()),
    encoded("b3.tiff", noise.clone().tiff()),
  ]);

async function encoded(name: string, image: sharp.Sharp): Promise<readonly [string, Uint8Array]> {
  return [name, new Uint8Array(await image.toBuffer())];
}
