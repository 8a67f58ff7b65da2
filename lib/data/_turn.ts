/** Images with their axes in another order. */
import type { ImageShape } from "../types.ts";

interface Turned {
  images: Uint8Array;
  imageShape: ImageShape;
}

/** Exchange rows and columns: `[N, H, W, C]` → `[N, W, H, C]`. */
export function transposed(images: Uint8Array, [height, width, channels]: ImageShape): Turned {
  const turned = new Uint8Array(images.length), size = height * width * channels;
  let to = 0;
  for (let image = 0; image < images.length; image += size) {
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        const from = image + (y * width + x) * channels;
        for (let c = 0; c < channels; c++) turned[to++] = images[from + c];
      }
    }
  }
  return { images: turned, imageShape: [width, height, channels] };
}

/** Channels last in place of first, as PyTorch has them: `[N, C, H, W]` → `[N, H, W, C]`. */
export function channelsLast(images: Uint8Array, [height, width, channels]: ImageShape): Turned {
  const turned = new Uint8Array(images.length), plane = height * width;
  let to = 0;
  for (let image = 0; image < images.length; image += plane * channels) {
    for (let i = 0; i < plane; i++) {
      for (let c = 0; c < channels; c++) turned[to++] = images[image + c * plane + i];
    }
  }
  return { images: turned, imageShape: [height, width, channels] };
}
