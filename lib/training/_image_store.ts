import { canUnpackBytes, tf, unpackBytes } from "../engine/mod.ts";
import { knownLabels } from "../labels.ts";
import type { Dataset, ImageShape } from "../types.ts";
import { type Batch, makeBatch, sizeOf } from "../data/mod.ts";

/** Source of a run's batches. */
export interface ImageStore {
  /**
   * The given images; same values as {@linkcode makeBatch}'s. Dispose of both tensors after use.
   */
  batch(indices: ArrayLike<number>): Promise<Batch>;
  /** Free device memory. */
  dispose(): void;
}

/**
 * A data set ready for training. On engines with byte tensors (native TensorFlow) it is stored on
 * the device as bytes, and batches are gathered and converted to floats there; on others it is sent
 * batch by batch.
 */
export function imageStore(dataset: Dataset): ImageStore {
  if (canUnpackBytes() && dataset.images && sizeOf(dataset) % 4 === 0) {
    return new DeviceImages(dataset);
  }
  return { batch: (indices) => makeBatch(dataset, indices), dispose() {} };
}

class DeviceImages implements ImageStore {
  readonly #packed: tf.Tensor2D; // int32 [N, P/4]: four bytes per number
  readonly #shape: ImageShape;
  readonly #labels: tf.Tensor1D; // int32 [N], checked by `fit`
  readonly #classes: number;

  constructor({ images, labels, length, imageShape, classes }: Dataset & { images: Uint8Array }) {
    this.#shape = imageShape;
    this.#classes = classes;
    const fourByFour = new Int32Array(images.slice().buffer); // copied for alignment
    this.#packed = tf.tensor2d(fourByFour, [length, fourByFour.length / length]);
    this.#labels = tf.tensor1d(Int32Array.from(labels), "int32");
  }

  batch(indices: ArrayLike<number>): Promise<Batch> {
    const batch = tf.tidy(() => {
      const rows = tf.tensor1d(Int32Array.from(indices), "int32");
      const bytes = unpackBytes(tf.gather(this.#packed, rows)); // [B, P], 0 … 255
      const images = bytes.div(255).reshape<tf.Tensor4D>([-1, ...this.#shape]);
      return { images, labels: knownLabels(tf.gather(this.#labels, rows), this.#classes) };
    });
    return Promise.resolve(batch);
  }

  dispose(): void {
    tf.dispose([this.#packed, this.#labels]);
  }
}
