import { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import { checkLabels, knownLabels } from "../labels.ts";
import type { Dataset, Images } from "../types.ts";

/** Some images of a data set, and their labels, as tensors. */
export interface Batch {
  /** `[B, height, width, channels]`, 0 … 1. */
  images: tf.Tensor4D;
  /** int32 `[B]`. */
  labels: tf.Tensor1D;
}

/**
 * Make tensors of the given images, bytes scaled to 0 … 1 as by torchvision's `ToTensor`. Dispose
 * of both after use.
 *
 * @param dataset Source of images and labels.
 * @param indices Which images, in which order.
 */
export async function makeBatch(dataset: Dataset, indices: ArrayLike<number>): Promise<Batch> {
  const labels = Array.from(indices, (index) => dataset.labels[index]);
  checkLabels(labels, dataset.classes, "makeBatch", (i) => indices[i]);
  const images = await makeImages(dataset, indices);
  return { images, labels: knownLabels(tf.tensor1d(labels, "int32"), dataset.classes) };
}

/** Only the images, `[B, height, width, channels]`. */
export async function makeImages(set: Images, indices: ArrayLike<number>): Promise<tf.Tensor4D> {
  const bytes = set.images ? gathered(set, indices) : await set.read(indices);
  const size = sizeOf(set);
  if (bytes.length !== indices.length * size) {
    throw new InputError(
      `read: ${bytes.length} bytes came for ${indices.length} images of ${size} bytes; return height · width · channels bytes per image`,
    );
  }
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < values.length; i++) values[i] = bytes[i] / 255;
  return tf.tensor4d(values, [indices.length, ...set.imageShape]);
}

/** The bytes of the given images, in order. */
export function gathered(
  set: Images & { images: Uint8Array },
  indices: ArrayLike<number>,
): Uint8Array {
  const size = sizeOf(set), bytes = new Uint8Array(indices.length * size);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * size;
    bytes.set(set.images.subarray(from, from + size), row * size);
  }
  return bytes;
}

/** Bytes per image. */
export function sizeOf({ imageShape: [height, width, channels] }: Images): number {
  return height * width * channels;
}
