import { tf } from "../../engine/mod.ts";
import { hasPlainOutput, type Kwargs, ownVariable } from "./_weights.ts";

type LayerClass = new (args: Parameters<typeof tf.layers.dense>[0]) => tf.layers.Layer;

/** tfjs does not export its layer classes: take one from an instance. */
const StockDense = tf.layers.dense({ units: 1 }).constructor as LayerClass;

/**
 * The stock dense layer; with a bias and no activation it is cheaper: tfjs's own turns every matrix into a
 * batch of one and back, forward and backward, which on small batches takes longer than to multiply
 * them.
 */
export class Dense extends StockDense {
  static readonly className = "Dense";
  #isPlain?: boolean;

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor2D;
    if (!this.isPlain || x.rank !== 2) return super.call(inputs, kwargs);
    return tf.tidy(() => tf.matMul(x, this.kernelVariable).add(this.biasVariable));
  }

  /** Whether nothing but kernel and bias is at work. */
  get isPlain(): boolean {
    return this.#isPlain ??= hasPlainOutput(this);
  }

  /** `[I, O]`. */
  get kernelVariable(): tf.Variable<tf.Rank.R2> {
    return ownVariable<tf.Rank.R2>(this, "kernel");
  }

  /** `[O]`. */
  get biasVariable(): tf.Variable<tf.Rank.R1> {
    return ownVariable<tf.Rank.R1>(this, "bias");
  }
}
