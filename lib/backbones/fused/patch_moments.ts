import { tf } from "../../engine/mod.ts";

/** Moments of all patches, of P = h·w·I numbers each, that a kernel sees in a batch. */
export interface PatchMoments {
  count: number;
  /** `[1, P]`. */
  means: tf.Tensor2D;
  /** `[P, P]`. */
  covariance: tf.Tensor2D;
}

/**
 * First and second moments of image patches, without extracting the patches: the product of two
 * entries of a patch, summed over all patches, is a sum of entries of the matrix of pixel products.
 *
 * @param x `[B, H, W, I]`, small images: the matrix has (H·W·I)² numbers.
 * @param kernel `[h, w, I, O]`, a shape.
 */
export function patchMoments(x: tf.Tensor4D, [height, width]: number[]): PatchMoments {
  const { places, pairs, positions } = placesOf(x.shape, [height, width]);
  const pixels = x.reshape<tf.Tensor2D>([x.shape[0], -1]); // [B, H·W·I]
  const length = places.length / positions, count = x.shape[0] * positions;
  const summed = (numbers: tf.Tensor, indices: Int32Array, shape: number[]) =>
    tf.gather(numbers, tf.tensor(indices, [...shape, positions], "int32")).sum(-1).div(count);
  const means = summed(pixels.sum(0), places, [1, length]) as tf.Tensor2D;
  const products = summed(tf.matMul(pixels, pixels, true).flatten(), pairs, [length, length]);
  return { count, means, covariance: products.sub(tf.matMul(means, means, true)) };
}

interface Places {
  /** Patches per image. */
  positions: number;
  /** `[P, positions]`: index in the image of each entry of each patch. */
  places: Int32Array;
  /** `[P, P, positions]`: likewise in the matrix of pixel products, of each pair of entries. */
  pairs: Int32Array;
}

const known = new Map<string, Places>();

function placesOf(image: number[], kernel: number[]): Places {
  const key = [...image.slice(1), ...kernel].join();
  const places = known.get(key) ?? findPlaces(image, kernel);
  known.set(key, places);
  return places;
}

function findPlaces(
  [, height, width, channels]: number[],
  [kernelHeight, kernelWidth]: number[],
): Places {
  const columns = width - kernelWidth + 1, positions = (height - kernelHeight + 1) * columns;
  const length = kernelHeight * kernelWidth * channels, pixels = height * width * channels;
  const perRow = kernelWidth * channels;
  const place = (p: number, at: number) => {
    const row = Math.floor(at / columns) + Math.floor(p / perRow);
    return (row * width + at % columns) * channels + p % perRow;
  };
  const places = Int32Array.from(
    { length: length * positions },
    (_, i) => place(Math.floor(i / positions), i % positions),
  );
  const pairs = Int32Array.from({ length: length * length * positions }, (_, i) => {
    const pair = Math.floor(i / positions), at = i % positions;
    return place(Math.floor(pair / length), at) * pixels + place(pair % length, at);
  });
  return { positions, places, pairs };
}
