import { canNormalizeConv2d, tf, validConv2d } from "../../engine/mod.ts";
import { ownVariable } from "./_weights.ts";

type LayerClass = new (args: Parameters<typeof tf.layers.conv2d>[0]) => tf.layers.Layer;

/** tfjs hands out its layer classes only through what they make. */
const StockConv2D = tf.layers.conv2d({ filters: 1, kernelSize: 1 }).constructor as LayerClass;

/**
 * The stock convolution, stride 1, without padding or activation, made cheaper in training: tfjs's own computes the gradient of its
 * input even for the first layer, whose input is the picture, and adds a bias that a batch norm behind it takes away again.
 */
export class Conv2D extends StockConv2D {
  static readonly className = "Conv2D";
  /** Set where a batch norm follows: it accounts for the bias in training, and convolves itself where that is faster. */
  comesBeforeNorm = false;

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      if (kwargs.training && this.leavesAllToNorm()) return x.clone();
      const y = validConv2d(x, this.kernelVariable);
      return kwargs.training && this.comesBeforeNorm ? y : y.add(this.biasVariable);
    });
  }

  /** Whether in training it hands on its input, and the batch norm behind it convolves. */
  leavesAllToNorm(): boolean {
    const image = this.batchInputShape?.slice(1) as number[] | undefined; // only a first layer has it
    return this.comesBeforeNorm && image !== undefined && canNormalizeConv2d(image, this.kernelVariable.shape);
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
