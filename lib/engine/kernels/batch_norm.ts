import { tf } from "../tensorflow.ts";
import { type BatchNorm, fusedBatchNormOps } from "./batch_norm_ops.ts";
import { attempt, hasKernel, kernelOf, NATIVE } from "./native_backend.ts";

/** What {@linkcode trainBatchNorm} returns. */
export interface NormalizedBatch {
  /** Same shape as the input. */
  normalized: tf.Tensor;
  /** `[C]`. */
  mean: tf.Tensor1D;
  /**
   * `[C]`, divided by count − 1, as running averages need (by 1 for a count of 1, which gives 0).
   */
  unbiasedVariance: tf.Tensor1D;
}

const PLAIN = "TrainingBatchNorm",
  ONE_DNN = "OneDnnBatchNorm",
  GRADIENT = "OneDnnBatchNormGradient";

/**
 * Batch norm with the batch's own statistics over all but the last axis; gradients reach `x`,
 * `gamma` and `beta`.
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
  const kernel = kernelOf({ plain: PLAIN, fast: ONE_DNN });
  return kernel ? fusedBatchNorm(x, { ...options, kernel }) : stockBatchNorm(x, options);
}

/** The same from stock tfjs ops: used on every other engine, and as the reference in tests. */
export function stockBatchNorm(
  x: tf.Tensor,
  { gamma, beta, epsilon }: { gamma: tf.Tensor1D; beta: tf.Tensor1D; epsilon: number },
): NormalizedBatch {
  const channels = x.shape[x.rank - 1];
  const count = x.size / channels;
  const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).slice(0, -1)); // [C] each
  const normalized = tf.batchNorm(
    x,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    beta,
    gamma,
    epsilon,
  );
  const unbiasedVariance = variance.mul(count / Math.max(count - 1, 1)); // [C]
  return {
    normalized,
    mean: mean as tf.Tensor1D,
    unbiasedVariance: unbiasedVariance as tf.Tensor1D,
  };
}

function fusedBatchNorm(
  x: tf.Tensor,
  { gamma, beta, epsilon, kernel }: {
    gamma: tf.Tensor1D;
    beta: tf.Tensor1D;
    epsilon: number;
    kernel: string;
  },
): NormalizedBatch {
  const image = x.rank === 4 ? x : x.reshape([x.shape[0], 1, 1, x.shape[1]!]); // [B, H, W, C]
  const [normalized, mean, unbiasedVariance] = tf.engine().runKernel<tf.Tensor[]>(
    kernel,
    { x: image, gamma, beta },
    { epsilon },
  );
  return {
    normalized: normalized.reshape(x.shape),
    mean: mean as tf.Tensor1D,
    unbiasedVariance: unbiasedVariance as tf.Tensor1D,
  };
}

/** Whether {@linkcode batchNormGradient} is available. */
export function hasBatchNormGradient(): boolean {
  return hasKernel(GRADIENT);
}

/**
 * Only the gradient of a batch norm, for a mean and variance computed elsewhere.
 *
 * @param dy `[B, H, W, C]`, like `x`.
 * @param options `gamma`, `mean` and `variance` `[C]`, the variance divided by the count.
 * @returns With respect to x, gamma and beta.
 */
export function batchNormGradient(
  dy: tf.Tensor,
  { epsilon, ...inputs }: Record<"x" | "gamma" | "mean" | "variance", tf.Tensor> & {
    epsilon: number;
  },
): tf.Tensor[] {
  return tf.engine().runKernel<tf.Tensor[]>(GRADIENT, { dy, ...inputs }, { epsilon });
}

/** Registers TensorFlow's `FusedBatchNormV3` and its gradient as a tfjs kernel. */
export function registerFusedBatchNorm(): void {
  register(PLAIN, fusedBatchNormOps({ oneDnn: false }));
}

/**
 * Registers oneDNN's own batch norm, if this build of TensorFlow has it: it takes half the time of
 * TensorFlow's.
 *
 * @returns Whether it is available.
 */
export function registerOneDnnBatchNorm(): boolean {
  const ops = fusedBatchNormOps({ oneDnn: true });
  register(ONE_DNN, ops);
  const works = hasKernel(ONE_DNN) && attempt(worksHere) === true;
  if (works) registerGradient(ops);
  else tf.unregisterKernel(ONE_DNN, NATIVE);
  return works;
}

function registerGradient({ backward }: BatchNorm): void {
  tf.registerKernel({
    kernelName: GRADIENT,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { dy, x, gamma, mean, variance }, attrs }) => {
      const reserve = tf.tensor1d([]);
      const gradients = backward(
        [dy!, x!, gamma!, mean!, variance!, reserve],
        attrs!.epsilon as number,
      );
      reserve.dispose();
      return gradients;
    },
  });
}

/**
 * On two numbers: an unknown op throws, and one with different semantics gives different numbers.
 */
function worksHere(): boolean {
  return tf.tidy(() => {
    const [gamma, beta] = [tf.tensor1d([2]), tf.tensor1d([1])];
    const norm = (x: tf.Tensor) =>
      fusedBatchNorm(x, { gamma, beta, epsilon: 0, kernel: ONE_DNN }).normalized;
    const x = tf.tensor2d([[3], [7]]); // mean 5, deviation 2
    const slope = tf.grad((x) => norm(x).square().sum<tf.Scalar>())(x); // constant in x: gradient 0
    return [...norm(x).dataSync(), ...slope.dataSync()].every((value, k) =>
      Math.abs(value - [-1, 3, 0, 0][k]) < 1e-4
    );
  });
}

function register(name: string, { forward, backward }: BatchNorm): void {
  tf.registerKernel({
    kernelName: name,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, gamma, beta }, attrs }) =>
      forward([x!, gamma!, beta!], attrs!.epsilon as number),
  });
  tf.registerGradient({
    kernelName: name,
    inputsToSave: ["x", "gamma"],
    outputsToSave: [false, false, false, true, true, true],
    gradFunc: (dys, [x, gamma, ...reserves], attrs) => {
      const gradients = backward(
        [(dys as tf.Tensor[])[0], x, gamma, ...reserves],
        attrs.epsilon as number,
      );
      return { x: () => gradients[0], gamma: () => gradients[1], beta: () => gradients[2] };
    },
  });
}
