import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import { cast } from "./bfloat16.ts";
import type { NormalizedBatch } from "./batch_norm.ts";
import { oneDnnConvolution } from "./conv2d.ts";
import { attempt, hasKernel, NATIVE } from "./native_backend.ts";
import { patchMoments } from "./patch_moments.ts";

const KERNEL = "OneDnnBiasedConv2D", GRADIENT = "OneDnnBiasedConv2DGradient";

// A first layer's 3×3 patch of one channel has 9 numbers, its image 784. The cost of second moments grows with the square of both.
const LONGEST_PATCH = 16, LARGEST_IMAGE = 1024;

/** Whether {@linkcode normalizedConv2d} serves images `[H, W, I]` and a kernel `[h, w, I, O]` of these shapes here. */
export function canNormalizeConv2d(image: number[], kernel: number[]): boolean {
  const numbers = (shape: number[]) => shape.slice(0, 3).reduce((product, length) => product * length, 1);
  const isSmall = numbers(image) <= LARGEST_IMAGE && numbers(kernel) <= LONGEST_PATCH;
  return isSmall && chosenOps() === "fast" && hasKernel(KERNEL);
}

/**
 * Batch norm of a convolution of data, stride 1 and no padding, as one convolution. Mean and variance of its outputs follow from first and
 * second moments of the patches: w·E[p] and wᵀ·Cov[p]·w; with them the norm goes into kernel and bias, and no pass over the outputs is
 * left of it, forward or backward. Gradients reach `kernel`, `gamma` and `beta`; `x` is taken for constant.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization" (ICML 2015), algorithm 1; the moments are those of a linear map.
 *
 * @param x `[B, H, W, I]`, of a size that {@linkcode canNormalizeConv2d} allows.
 * @param kernel `[h, w, I, O]`, likewise; patches are of P = h·w·I numbers.
 * @param options `gamma` and `beta` `[O]`, `epsilon` added to the variance. `half`: the convolution and `normalized` are bfloat16.
 */
export function normalizedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { gamma, beta, epsilon, half = false }: { gamma: tf.Tensor1D; beta: tf.Tensor1D; epsilon: number; half?: boolean },
): NormalizedBatch {
  const { count, means, covariance } = patchMoments(x, kernel.shape);
  const weights = kernel.reshape<tf.Tensor2D>([means.size, -1]); // [P, O]
  const mean = tf.matMul(means, weights).flatten(); // [O]
  const spread = tf.matMul(covariance, weights) as tf.Tensor2D; // [P, O], Cov[p, w·p]
  const variance = weights.mul(spread).sum<tf.Tensor1D>(0); // [O]
  const statistics = { means, weights, mean, spread, deviation: variance.add<tf.Tensor1D>(epsilon).sqrt() };
  return {
    normalized: convolved(x, { kernel, gamma, beta, statistics, half }),
    mean,
    unbiasedVariance: variance.mul(count / Math.max(count - 1, 1)),
  };
}

interface Statistics {
  means: tf.Tensor2D;
  weights: tf.Tensor2D;
  mean: tf.Tensor1D;
  spread: tf.Tensor2D;
  deviation: tf.Tensor1D;
}

function convolved(
  x: tf.Tensor4D,
  { kernel, gamma, beta, statistics, half }: {
    half: boolean;
    kernel: tf.Tensor4D;
    gamma: tf.Tensor1D;
    beta: tf.Tensor1D;
    statistics: Statistics;
  },
): tf.Tensor4D {
  const as = <T extends tf.Tensor>(tensor: T) => half ? cast(tensor, "bfloat16") as T : tensor;
  const saved = { x: as(x), ...statistics }, names = Object.keys(saved);
  const op = tf.customGrad((...inputs) => {
    const [kernel, gamma, beta] = inputs as tf.Tensor[], save = inputs[3] as tf.GradSaveFunc;
    const factor = gamma.div<tf.Tensor1D>(statistics.deviation);
    const bias = beta.sub(statistics.mean.mul(factor));
    save([...Object.values(saved), factor]);
    return {
      value: tf.engine().runKernel<tf.Tensor>(KERNEL, { x: saved.x, kernel: as(kernel.mul(factor)), bias: as(bias) }),
      gradFunc: (dy, tensors) => gradients(dy, { ...byName([...names, "factor"], tensors), shape: kernel.shape, half }),
    };
  });
  return op(kernel, gamma, beta) as tf.Tensor4D;
}

const byName = (names: string[], tensors: tf.Tensor[]) =>
  Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as unknown as Statistics & Saved;

interface Saved {
  x: tf.Tensor4D;
  factor: tf.Tensor1D;
}

/** By kernel, gamma and beta. */
function gradients(
  dy: tf.Tensor,
  { x, factor, means, weights, mean, spread, deviation, shape, half }: Saved & Statistics & {
    shape: number[];
    half: boolean;
  },
): tf.Tensor[] {
  const sums = tf.engine().runKernel<tf.Tensor[]>(GRADIENT, { dy, x }, { shape, half });
  const [byPatches, dBeta] = half ? sums.map((sum) => cast(sum, "float32")) : sums;
  const moved = byPatches.reshape<tf.Tensor2D>(weights.shape); // [P, O]: Σ dy·p
  const dGamma = weights.mul(moved).sum(0).sub(mean.mul(dBeta)).div(deviation); // [O]: Σ dy·x̂
  const centred = moved.sub(means.reshape([-1, 1]).mul(dBeta)); // Σ dy·(p − E[p])
  const dWeights = centred.sub(spread.mul(dGamma.div(deviation))).mul(factor); // [P, O]
  return [dWeights.reshape(shape), dGamma, dBeta];
}

/**
 * Registers oneDNN's convolution with a bias, and the gradients of kernel and bias, as tfjs kernels, where this build of TensorFlow has them.
 *
 * @returns Whether they are there.
 */
export function registerOneDnnBiasedConv2d(): boolean {
  const { biased, biasedGradients } = oneDnnConvolution;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, kernel, bias } }) => biased(x!, kernel!, bias!),
  });
  tf.registerKernel({
    kernelName: GRADIENT,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { dy, x }, attrs }) => {
      const { shape, half } = attrs as unknown as { shape: number[]; half: boolean };
      return tf.tidy(() => biasedGradients(dy as tf.Tensor, { x: x as tf.Tensor, shape, half }));
    },
  });
  const works = attempt(worksHere) === true;
  if (!works) { for (const name of [KERNEL, GRADIENT]) tf.unregisterKernel(name, NATIVE); }
  return works;
}

/** On one image of 2×2: an unknown op throws, and an op of another meaning gives other numbers. */
function worksHere(): boolean {
  return tf.tidy(() => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), kernel = tf.tensor4d([1, 10], [1, 2, 1, 1]);
    const y = tf.engine().runKernel<tf.Tensor>(KERNEL, { x, kernel, bias: tf.tensor1d([5]) });
    const gradients = tf.engine().runKernel<tf.Tensor[]>(GRADIENT, { dy: tf.onesLike(y), x }, {
      shape: kernel.shape,
      half: false,
    });
    return String([y, ...gradients].flatMap((tensor) => [...tensor.dataSync()])) === "26,48,4,6,2";
  });
}
