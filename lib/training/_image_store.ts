import { canUnpackBytes, tf, unpackBytes } from "../engine/mod.ts";
import type { Dataset } from "../types.ts";
import { type Batch, makeBatch } from "../data/batches.ts";

/** Where a run takes its batches from. */
export interface ImageStore {
  /**
   * The chosen images; the same numbers as {@linkcode makeBatch}'s. Dispose of both tensors after
   * use.
   */
  batch(indices: ArrayLike<number>): Batch;
  /** Free what is kept on the device. */
  dispose(): void;
}

/**
 * A data set ready to be trained on: kept on the device as bytes where the engine has them (native
 * TensorFlow), where a batch is gathered and made into floats; elsewhere sent batch by batch.
 */
export function imageStore(dataset: Dataset): ImageStore {
  return canUnpackBytes()
    ? new DeviceImages(dataset)
    : { batch: (indices) => makeBatch(dataset, indices), dispose() {} };
}

class DeviceImages implements ImageStore {
  readonly #packed: tf.Tensor2D; // int32 [N, 28·28/4]: four pixels a number
  readonly #labels: tf.Tensor1D;

  constructor({ images, labels, length }: Dataset) {
    const fourByFour = new Int32Array(images.slice().buffer); // a copy starts where a number may start
    this.#packed = tf.tensor2d(fourByFour, [length, fourByFour.length / length]);
    this.#labels = tf.tensor1d(Int32Array.from(labels), "int32");
  }

  batch(indices: ArrayLike<number>): Batch {
    return tf.tidy(() => {
      const rows = tf.tensor1d(Int32Array.from(indices), "int32");
      const bytes = unpackBytes(tf.gather(this.#packed, rows)); // [B, 28·28], 0 … 255
      const images = bytes.div(255).reshape<tf.Tensor4D>([-1, 28, 28, 1]);
      return { images, labels: tf.gather(this.#labels, rows) };
    });
  }

  dispose(): void {
    tf.dispose([this.#packed, this.#labels]);
  }
}
