import {
  canNormalizeMaxPool,
  type NormalizedBatch,
  normalizedConv2d,
  normalizedMaxPool,
  sharedSlope,
  tf,
  trainBatchNorm,
} from "../../engine/mod.ts";
import type { Conv2D } from "./conv2d.ts";
import type { Dense } from "./dense.ts";
import type { MaxPooling2D } from "./max_pooling.ts";
import type { PReLU } from "./prelu.ts";
import { weightOf } from "./_weights.ts";

/** Running averages keep this share of what they were. PyTorch calls 1 − 0.9 its momentum. */
const DECAY = 0.9;
const EPSILON = 1e-5;

/**
 * Batch norm as PyTorch has it: ε 1e-5, running averages with decay 0.9 and unbiased variance.
 *
 * In training it runs on the engine's fused op where there is one. It is saved under the stock layer's class name, so plain tfjs loads it.
 *
 * A training batch with one value a channel (one image, after a dense layer) has variance 0 and becomes β; its running variance takes in that 0.
 */
export class BatchNormalization extends tf.layers.Layer {
  static readonly className = "BatchNormalization";
  /** A layer just before, which in training leaves its bias out. */
  linear?: Conv2D | Dense;
  /** The same where it is a convolution, which may leave all of itself to this norm. */
  convolution?: Conv2D;
  /** A PReLU just behind, of whose slope's gradient it may take over a part. */
  activation?: PReLU;
  /** Max-pooling behind that, which in training it may do itself. */
  pooling?: MaxPooling2D;
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
    this.#variance = weightOf(this.addWeight("moving_variance", shape, "float32", ones, undefined, false));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return kwargs.training ? this.#train(x) : this.#infer(x);
    });
  }

  #train(x: tf.Tensor): tf.Tensor {
    const { normalized, mean, unbiasedVariance } = this.#normalize(x);
    moveTowards(this.#mean, this.linear ? mean.add(this.linear.biasVariable) : mean);
    moveTowards(this.#variance, unbiasedVariance);
    return normalized;
  }

  #normalize(x: tf.Tensor): NormalizedBatch {
    const { convolution, activation, pooling } = this, own = { gamma: this.#gamma, beta: this.#beta };
    const affine = activation?.sharesSlope() ? sharedSlope({ ...own, alpha: activation.alphaVariable }) : own;
    const options = { ...affine, epsilon: EPSILON };
    if (convolution?.leavesAllToNorm()) return normalizedConv2d(x as tf.Tensor4D, convolution.kernelVariable, options);
    if (this.pools()) return normalizedMaxPool(x as tf.Tensor4D, { ...options, ...pooling!.window });
    return trainBatchNorm(x, options);
  }

  /** Whether in training it does the work of the max-pooling behind the PReLU behind it. */
  pools(): boolean {
    const { pooling, activation, convolution } = this;
    if (!pooling || !activation?.waits() || convolution?.leavesAllToNorm()) return false;
    return canNormalizeMaxPool(this.#gamma);
  }

  #infer(x: tf.Tensor): tf.Tensor {
    return tf.batchNorm(x, this.#mean, this.#variance, this.#beta, this.#gamma, EPSILON);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: -1, momentum: DECAY, epsilon: EPSILON };
  }
}

function moveTowards(average: tf.Variable<tf.Rank.R1>, value: tf.Tensor1D): void {
  average.assign(average.mul(DECAY).add(value.mul(1 - DECAY)));
}
