import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import { fusedBatchNormOps, type NormalizedBatch } from "./batch_norm.ts";
import { oneDnnMaxPooling } from "./max_pool.ts";
import { attempt, hasKernel, NATIVE, run } from "./native_backend.ts";

const KERNEL = "NormalizedMaxPool", GRADIENT = "NormalizedMaxPoolGradient";

/** Whether {@linkcode normalizedMaxPool} serves here: where no γ is negative or 0, which turns order round or away. */
export function canNormalizeMaxPool(gamma: tf.Tensor1D): boolean {
  return chosenOps() === "fast" && hasKernel(KERNEL) && gamma.dataSync().every((value) => value > 0);
}

/** What {@linkcode normalizedMaxPool} takes beside its input. */
export interface NormalizedMaxPoolOptions {
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
  epsilon: number;
  size: number;
  stride: number;
}

/**
 * Max-pooling of a batch norm, without writing what the norm makes of every pixel: while γ > 0 a norm keeps the order of a channel's pixels, so
 * the largest is normalised after it has been found. Gradients reach `x`, `gamma` and `beta`.
 *
 * @param x `[B, H, W, C]`.
 * @param options `gamma` and `beta` `[C]`, `epsilon` added to the variance; `size` of the square window and `stride`, in pixels.
 * @returns `normalized` `[B, ⌊(H − size)/stride⌋ + 1, ⌊(W − size)/stride⌋ + 1, C]`; mean and variance are those of all pixels.
 */
export function normalizedMaxPool(
  x: tf.Tensor4D,
  { gamma, beta, ...attrs }: NormalizedMaxPoolOptions,
): NormalizedBatch {
  const inputs = { x, gamma, beta };
  const [y, mean, unbiasedVariance, variance, pooled, workspace] = tf.engine().runKernel<tf.Tensor[]>(
    KERNEL,
    inputs,
    attrs,
  );
  const op = tf.customGrad((...all) => {
    (all[3] as tf.GradSaveFunc)([x, gamma, mean, variance, pooled, workspace]);
    return {
      value: y.clone(),
      gradFunc: (dy, [x, gamma, mean, variance, pooled, workspace]) =>
        tf.engine().runKernel<tf.Tensor[]>(GRADIENT, { dy, x, gamma, mean, variance, pooled, workspace }, attrs),
    };
  });
  return {
    normalized: op(x, gamma, beta),
    mean: mean as tf.Tensor1D,
    unbiasedVariance: unbiasedVariance as tf.Tensor1D,
  };
}

interface Attributes {
  epsilon: number;
  size: number;
  stride: number;
}

/**
 * Registers it as a tfjs kernel, where this build of TensorFlow has oneDNN's batch norm and max-pool.
 *
 * @returns Whether it is there.
 */
export function registerNormalizedMaxPool(): boolean {
  const pooling = oneDnnMaxPooling, norm = fusedBatchNormOps({ oneDnn: true });
  const attributesOf = (attrs: unknown) => attrs as Attributes;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => {
        const { x, gamma, beta } = inputs as Record<"x", tf.Tensor4D> & Record<"gamma" | "beta", tf.Tensor1D>;
        const { mean, variance, unbiasedVariance } = channelMoments(x);
        const [pooled, workspace] = pooling.forward(x, attributesOf(attrs));
        const y = tf.batchNorm(pooled, mean, variance, beta, gamma, attributesOf(attrs).epsilon);
        return [y, mean, unbiasedVariance, variance, pooled, workspace];
      }),
  });
  tf.registerKernel({
    kernelName: GRADIENT,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { dy, x, gamma, mean, variance, pooled, workspace }, attrs }) =>
      tf.tidy(() => {
        const everywhere = pooling.backward(dy!, [x!, pooled!, workspace!], attributesOf(attrs));
        const inputs = [everywhere, x!, gamma!, mean!, variance!, tf.tensor1d([])];
        return norm.backward(inputs, attributesOf(attrs).epsilon);
      }),
  });
  const works = attempt(worksHere) === true;
  if (!works) { for (const name of [KERNEL, GRADIENT]) tf.unregisterKernel(name, NATIVE); }
  return works;
}

// Float32 sums of a million numbers are coarse. A channel is summed in up to so many parts, each for itself; more would take longer.
const MOST_PARTS = 6;

/** Mean and variance of each channel, by two ops that read all of `x` and write next to nothing. */
function channelMoments(x: tf.Tensor4D) {
  const [batch, height, width, channels] = x.shape, count = batch * height * width;
  const sums = tf.matMul(tf.ones([1, batch]), x.reshape([batch, -1])); // [1, H·W·C]
  const mean = sums.reshape([-1, channels]).sum<tf.Tensor1D>(0).div<tf.Tensor1D>(count); // [C]
  const parts = divisorUpTo(MOST_PARTS, width), shape = [batch, height, width / parts, parts * channels];
  // A 1×1 depthwise kernel's gradient is Σ x·dy of each channel, and dy may be x.
  const grouped = x.reshape(shape), kernel = tf.tensor1d([1, 1, parts * channels, 1], "int32");
  const inputs = [grouped, kernel, grouped];
  const attributes = { data_format: "NHWC", strides: [1, 1, 1, 1], padding: "VALID" };
  const squares = run("DepthwiseConv2dNativeBackpropFilter", inputs, attributes);
  const meanSquare = squares.reshape([parts, channels]).sum(0).div(count); // [C]
  const variance = meanSquare.sub(mean.square()).relu() as tf.Tensor1D; // [C]
  return { mean, variance, unbiasedVariance: variance.mul(count / Math.max(count - 1, 1)) };
}

/** The largest divisor of a number that is not above a limit. */
function divisorUpTo(limit: number, number: number): number {
  let divisor = limit;
  while (number % divisor !== 0) divisor--;
  return divisor;
}

/** On three pixels: an unknown op throws, and an op of another meaning gives other numbers. */
function worksHere(): boolean {
  return tf.tidy(() => {
    const [gamma, beta] = [tf.tensor1d([2]), tf.tensor1d([1])], x = tf.tensor4d([3, 5, 7], [1, 1, 3, 1]);
    const pool = (x: tf.Tensor, gamma: tf.Tensor) => {
      const options = { gamma: gamma as tf.Tensor1D, beta, epsilon: 0, size: 1, stride: 2 };
      return normalizedMaxPool(x as tf.Tensor4D, options).normalized;
    };
    const [dx, dGamma] = tf.grads((x, gamma) => pool(x, gamma).square().sum<tf.Scalar>())([x, gamma]);
    const got = [pool(x, gamma), dx, dGamma].flatMap((tensor) => [...tensor.dataSync()]);
    const far = Math.sqrt(1.5); // 3 and 7 lie two from the mean, and the variance is 8/3
    const want = [1 - 2 * far, 1 + 2 * far, 2 / 3 * far, -4 / 3 * far, 2 / 3 * far, 12];
    return want.every((value, k) => Math.abs(got[k] - value) < 1e-4);
  });
}
