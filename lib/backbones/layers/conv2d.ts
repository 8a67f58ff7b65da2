import { tf, validConv2d } from "../../engine/mod.ts";
import { hasPlainOutput, type Kwargs, ownVariable } from "./_weights.ts";

type LayerClass = new (args: Parameters<typeof tf.layers.conv2d>[0]) => tf.layers.Layer;

/** tfjs does not export its layer classes: take one from an instance. */
const StockConv2D = tf.layers.conv2d({ filters: 1, kernelSize: 1 }).constructor as LayerClass;

/**
 * The stock convolution; with stride 1, a bias, and neither padding nor activation it runs on the
 * engine's fast op, and is fused with a batch norm behind it.
 */
export class Conv2D extends StockConv2D {
  static readonly className = "Conv2D";
  #isPlain?: boolean;

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    if (!this.isPlain) return super.call(inputs, kwargs);
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.tidy(() => validConv2d(x, this.kernelVariable).add(this.biasVariable));
  }

  /** Whether nothing but kernel and bias is at work. */
  get isPlain(): boolean {
    return this.#isPlain ??= this.#hasPlainConfig();
  }

  #hasPlainConfig(): boolean {
    const { padding, strides, dilationRate, dataFormat } = this.getConfig();
    return hasPlainOutput(this) && padding === "valid" && dataFormat !== "channelsFirst" &&
      [strides, dilationRate].flat().every((size) => size === 1);
  }

  /** `[h, w, I, O]`. */
  get kernelVariable(): tf.Variable<tf.Rank.R4> {
    return ownVariable<tf.Rank.R4>(this, "kernel");
  }

  /** `[C]`. */
  get biasVariable(): tf.Variable<tf.Rank.R1> {
    return ownVariable<tf.Rank.R1>(this, "bias");
  }
}
