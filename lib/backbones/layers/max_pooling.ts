import { maxPool, tf } from "../../engine/mod.ts";

/** Size of the window and stride, in pixels. */
export interface MaxPoolingOptions {
  poolSize: number;
  strides: number;
  name?: string;
  trainable?: boolean;
}

/** Square max-pooling without padding, on the engine's fast op; saved as the stock layer. */
export class MaxPooling2D extends tf.layers.Layer {
  static readonly className = "MaxPooling2D";
  readonly #size: number;
  readonly #stride: number;

  constructor({ poolSize, strides, name, trainable }: MaxPoolingOptions) {
    super({ name, trainable });
    // A saved layer has pairs.
    this.#size = [poolSize].flat()[0];
    this.#stride = [strides].flat()[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return maxPool((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D, this.window);
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
