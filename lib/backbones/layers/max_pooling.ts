import { maxPool, tf } from "../../engine/mod.ts";
import type { BatchNormalization } from "./batch_normalization.ts";
import type { PReLU } from "./prelu.ts";

/** Size of the window and stride, in pixels. */
export interface MaxPoolingOptions {
  poolSize: number;
  strides: number;
  name?: string;
}

/** Square max-pooling without padding, on the engine's fast op; saved as the stock layer. */
export class MaxPooling2D extends tf.layers.Layer {
  static readonly className = "MaxPooling2D";
  /** A PReLU just before, which may leave its work to be done after pooling. */
  activation?: PReLU;
  /** A batch norm before that, which may pool itself. */
  norm?: BatchNormalization;
  readonly #size: number;
  readonly #stride: number;

  constructor({ poolSize, strides, name }: MaxPoolingOptions) {
    super({ name });
    // A saved layer gives pairs.
    this.#size = [poolSize].flat()[0];
    this.#stride = [strides].flat()[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.tidy(() => {
      const activation = this.activation?.waits() ? this.activation : undefined;
      const pooled = kwargs.training && this.norm?.pools() ? x : maxPool(x as tf.Tensor4D, this.window);
      return activation ? activation.activate(pooled, kwargs) : pooled.clone();
    });
  }

  /** In pixels. */
  get window(): { size: number; stride: number } {
    return { size: this.#size, stride: this.#stride };
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, height, width, channels] = inputShape;
    const pooled = (length: number | null) => Math.floor((length! - this.#size) / this.#stride) + 1;
    return [batch, pooled(height), pooled(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const square = (length: number) => [length, length];
    const config = { poolSize: square(this.#size), strides: square(this.#stride) };
    return { ...super.getConfig(), ...config, padding: "valid", dataFormat: "channelsLast" };
  }
}
