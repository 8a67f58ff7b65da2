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
  /** Read images that a later `batch` will ask for, while other work goes on. */
  prepare?(indices: ArrayLike<number>): void;
  /** Free device memory. */
  dispose(): void;
}

/** A step's images in the batches that it takes them in. */
export function batchesOf(indices: Uint32Array, batchSize: number): Uint32Array[] {
  return Array.from(
    { length: Math.ceil(indices.length / batchSize) },
    (_, part) => indices.subarray(part * batchSize, (part + 1) * batchSize),
  );
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
  if (dataset.read) return new ReadAhead(dataset);
  return { batch: (indices) => makeBatch(dataset, indices), dispose() {} };
}

/** Reads images before they are needed: at most those of one step, in its batches. */
class ReadAhead implements ImageStore {
  readonly #dataset: Dataset & Required<Pick<Dataset, "read">>;
  readonly #prepared = new Map<string, Promise<Uint8Array>>();

  constructor(dataset: Dataset) {
    this.#dataset = dataset as Dataset & Required<Pick<Dataset, "read">>;
  }

  prepare(indices: ArrayLike<number>): void {
    const bytes = this.#dataset.read(indices);
    bytes.catch(() => {}); // told when the batch is asked for
    this.#prepared.set(keyOf(indices), bytes);
  }

  batch(indices: ArrayLike<number>): Promise<Batch> {
    const key = keyOf(indices), bytes = this.#prepared.get(key);
    this.#prepared.delete(key);
    return makeBatch(bytes ? { ...this.#dataset, read: () => bytes } : this.#dataset, indices);
  }

  dispose(): void {
    this.#prepared.clear();
  }
}

function keyOf(indices: ArrayLike<number>): string {
  return Array.from(indices).join();
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
