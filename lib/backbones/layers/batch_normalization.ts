import { type NormalizedBatch, tf, trainBatchNorm } from "../../engine/mod.ts";
import { weightOf } from "./_weights.ts";

/**
 * Weight of a batch's statistics in the running averages, as in PyTorch; Keras and tfjs define
 * momentum as the remainder.
 */
const MOMENTUM = 0.1;
const EPSILON = 1e-5;

/**
 * Batch norm as in PyTorch: ε 1e-5, running averages with momentum 0.1 and unbiased variance.
 *
 * Training uses the engine's fused op if there is one. Saved under the stock layer's class name, so
 * plain tfjs can load it.
 *
 * A training batch with one value per channel (one image, after a dense layer) has variance 0 and
 * becomes β; that 0 enters the running variance.
 */
export class BatchNormalization extends tf.layers.Layer {
  static readonly className = "BatchNormalization";
  /** Added to the variance. */
  readonly epsilon = EPSILON;
  #gamma!: tf.Variable<tf.Rank.R1>;
  #beta!: tf.Variable<tf.Rank.R1>;
  #mean!: tf.Variable<tf.Rank.R1>;
  #variance!: tf.Variable<tf.Rank.R1>;

  override build(inputShape: tf.Shape): void {
    const shape = [inputShape[inputShape.length - 1]!];
    const [ones, zeros] = [tf.initializers.ones(), tf.initializers.zeros()];
    this.#gamma = weightOf(this.addWeight("gamma", shape, "float32", ones));
    this.#beta = weightOf(this.addWeight("beta", shape, "float32", zeros));
    this.#mean = weightOf(this.addWeight("moving_mean", shape, "float32", zeros, undefined, false));
    this.#variance = weightOf(
      this.addWeight("moving_variance", shape, "float32", ones, undefined, false),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return kwargs.training ? this.#train(x) : this.#infer(x);
    });
  }

  #train(x: tf.Tensor): tf.Tensor {
    const { normalized, ...statistics } = trainBatchNorm(x, { ...this.affine, epsilon: EPSILON });
    this.track(statistics);
    return normalized;
  }

  #infer(x: tf.Tensor): tf.Tensor {
    return tf.batchNorm(x, this.#mean, this.#variance, this.#beta, this.#gamma, EPSILON);
  }

  /** `[C]` each. */
  get affine(): { gamma: tf.Variable<tf.Rank.R1>; beta: tf.Variable<tf.Rank.R1> } {
    return { gamma: this.#gamma, beta: this.#beta };
  }

  /**
   * Update the running averages with a batch's mean and variance.
   *
   * @param bias `[C]`, the preceding layer's if it was skipped; added to the mean.
   */
  track({ mean, unbiasedVariance }: Omit<NormalizedBatch, "normalized">, bias?: tf.Tensor1D): void {
    tf.tidy(() => {
      moveTowards(this.#mean, bias ? mean.add(bias) : mean);
      moveTowards(this.#variance, unbiasedVariance);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: -1, momentum: 1 - MOMENTUM, epsilon: EPSILON };
  }
}

function moveTowards(average: tf.Variable<tf.Rank.R1>, value: tf.Tensor1D): void {
  average.assign(average.mul(1 - MOMENTUM).add(value.mul(MOMENTUM)));
}
