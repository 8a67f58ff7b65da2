import { tf, validConv2d } from "../../engine/mod.ts";
import { ownVariable } from "./_weights.ts";

type LayerClass = new (args: Parameters<typeof tf.layers.conv2d>[0]) => tf.layers.Layer;

/** tfjs hands out its layer classes only through what they make. */
const StockConv2D = tf.layers.conv2d({ filters: 1, kernelSize: 1 }).constructor as LayerClass;

/** The stock convolution, stride 1, without padding or activation, on the engine's fast op. */
export class Conv2D extends StockConv2D {
  static readonly className = "Conv2D";

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.tidy(() => validConv2d(x, this.kernelVariable).add(this.biasVariable));
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
