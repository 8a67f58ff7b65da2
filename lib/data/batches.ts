import { tf } from "../engine/mod.ts";
import type { Dataset } from "../types.ts";

const PIXELS = 28 * 28;

/** Some images of a data set as tensors. */
export interface Batch {
  /** `[B, 28, 28, 1]`, 0 … 1. */
  images: tf.Tensor4D;
  /** int32 `[B]`. */
  labels: tf.Tensor1D;
}

/**
 * Make tensors of chosen images: bytes become 0 … 1, as torchvision's `ToTensor` makes them.
 * Dispose of both after use.
 *
 * @param dataset Where the bytes are.
 * @param indices Which images, in which order.
 */
export function makeBatch(dataset: Dataset, indices: ArrayLike<number>): Batch {
  const values = new Float32Array(indices.length * PIXELS);
  const labels = new Int32Array(indices.length);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row] * PIXELS, to = row * PIXELS;
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      values[to + pixel] = dataset.images[from + pixel] / 255;
    }
    labels[row] = dataset.labels[indices[row]];
  }
  return {
    images: tf.tensor4d(values, [indices.length, 28, 28, 1]),
    labels: tf.tensor1d(labels, "int32"),
  };
}
