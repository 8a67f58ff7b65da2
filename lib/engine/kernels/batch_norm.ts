import { tf } from "../tensorflow.ts";
import { AttributeWriter, hasKernel, NATIVE, type NativeBackend } from "./native_backend.ts";

/** What {@linkcode trainBatchNorm} returns. */
export interface NormalizedBatch {
  /** Same shape as the input. */
  normalized: tf.Tensor;
  /** `[C]`. */
  mean: tf.Tensor1D;
  /** `[C]`, divided by count − 1 as running averages want it (by 1 where the count is 1, which makes it 0). */
  unbiasedVariance: tf.Tensor1D;
}

const KERNEL = "TrainingBatchNorm";

/**
 * Batch norm with the batch's own statistics over all but the last axis; gradients reach `x`, `gamma` and `beta`.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization" (ICML 2015), algorithm 1.
 *
 * @param x `[B, C]` or `[B, H, W, C]`.
 * @param options `gamma` and `beta` `[C]`, `epsilon` added to the variance.
 */
export function trainBatchNorm(
  x: tf.Tensor,
  options: { gamma: tf.Tensor1D; beta: tf.Tensor1D; epsilon: number },
): NormalizedBatch {
  return hasKernel(KERNEL) ? fusedBatchNorm(x, options) : stockBatchNorm(x, options);
}

/** The same from stock tfjs ops: what every other engine runs, and what tests hold the fused op against. */
export function stockBatchNorm(
  x: tf.Tensor,
  { gamma, beta, epsilon }: { gamma: tf.Tensor1D; beta: tf.Tensor1D; epsilon: number },
): NormalizedBatch {
  const channels = x.shape[x.rank - 1];
  const count = x.size / channels;
  const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).slice(0, -1)); // [C] each
  const normalized = tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, epsilon);
  const unbiasedVariance = variance.mul(count / Math.max(count - 1, 1)); // [C]
  return { normalized, mean: mean as tf.Tensor1D, unbiasedVariance: unbiasedVariance as tf.Tensor1D };
}

function fusedBatchNorm(
  x: tf.Tensor,
  { gamma, beta, epsilon }: { gamma: tf.Tensor1D; beta: tf.Tensor1D; epsilon: number },
): NormalizedBatch {
  const image = x.rank === 4 ? x : x.reshape([x.shape[0], 1, 1, x.shape[1]!]); // [B, H, W, C]
  const [normalized, mean, unbiasedVariance] = tf.engine().runKernel<tf.Tensor[]>(
    KERNEL,
    { x: image, gamma, beta },
    { epsilon },
  );
  return {
    normalized: normalized.reshape(x.shape),
    mean: mean as tf.Tensor1D,
    unbiasedVariance: unbiasedVariance as tf.Tensor1D,
  };
}

/** Registers TensorFlow's `FusedBatchNormV3` and its gradient as a tfjs kernel. */
export function registerFusedBatchNorm(backend: NativeBackend): void {
  const write = new AttributeWriter(backend);
  const attributes = (epsilon: number) => [
    write.float32Type("T"),
    write.float32Type("U"),
    write.float("epsilon", epsilon),
    write.text("data_format", "NHWC"),
    write.flag("is_training", true),
  ];
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, gamma, beta }, attrs }) => {
      const none = tf.tensor1d([]);
      const opAttributes = [...attributes(attrs!.epsilon as number), write.float("exponential_avg_factor", 1)];
      const outputs = backend.executeMultipleOutputs(
        "FusedBatchNormV3",
        opAttributes,
        [x!, gamma!, beta!, none, none],
        6,
      );
      none.dispose();
      return outputs; // y, mean, unbiased variance, and three reserves for the gradient
    },
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ["x", "gamma"],
    outputsToSave: [false, false, false, true, true, true],
    gradFunc: (dys, [x, gamma, ...reserves], attrs) => {
      const gradients = backend.executeMultipleOutputs(
        "FusedBatchNormGradV3",
        attributes(attrs.epsilon as number),
        [(dys as tf.Tensor[])[0], x, gamma, ...reserves],
        5,
      );
      tf.dispose(gradients.slice(3));
      return { x: () => gradients[0], gamma: () => gradients[1], beta: () => gradients[2] };
    },
  });
}
