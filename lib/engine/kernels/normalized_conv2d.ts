import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import type { NormalizedBatch } from "./batch_norm.ts";
import { oneDnnConvolution } from "./conv2d.ts";
import { attempt, AttributeWriter, hasKernel, NATIVE, type NativeBackend } from "./native_backend.ts";

const KERNEL = "OneDnnBiasedConv2D";

// A first layer's 3×3 patch of one channel has 9. The cost of a patch's second moments grows with the square.
const LONGEST_PATCH = 16;

/** Whether {@linkcode normalizedConv2d} serves a kernel of this shape here, `[h, w, I, O]`. */
export function canNormalizeConv2d([height, width, channels]: number[]): boolean {
  return chosenOps() === "fast" && hasKernel(KERNEL) && height * width * channels <= LONGEST_PATCH;
}

/**
 * Batch norm of a convolution with stride 1 and without padding, as one convolution. Mean and variance of its outputs follow from first and
 * second moments of the patches: w·E[p] and wᵀ·Cov[p]·w; with them the norm goes into kernel and bias, and no pass over the outputs is
 * left of it, forward or backward. Gradients reach `kernel`, `gamma` and `beta`, and `x` too.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization" (ICML 2015), algorithm 1; the moments are those of a linear map.
 *
 * @param x `[B, H, W, I]`.
 * @param kernel `[h, w, I, O]`, patches of h·w·I numbers, few enough for {@linkcode canNormalizeConv2d}.
 * @param options `gamma` and `beta` `[O]`, `epsilon` added to the variance.
 */
export function normalizedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { gamma, beta, epsilon }: { gamma: tf.Tensor1D; beta: tf.Tensor1D; epsilon: number },
): NormalizedBatch {
  const { count, means, covariance } = patchMoments(x, kernel.shape);
  const weights = kernel.reshape<tf.Tensor2D>([means.size, -1]); // [P, O]
  const mean = tf.dot(means, weights) as tf.Tensor1D; // [O]
  const variance = weights.mul(tf.matMul(covariance, weights)).sum<tf.Tensor1D>(0); // [O]
  const factor = gamma.div(variance.add(epsilon).sqrt()); // [O]
  return {
    normalized: biasedConv2d(x, kernel.mul(factor), beta.sub(mean.mul(factor))),
    mean,
    unbiasedVariance: variance.mul(count / Math.max(count - 1, 1)),
  };
}

/** Of all patches that a kernel of this shape sees: their number, means `[P]` and covariance `[P, P]`. */
function patchMoments(x: tf.Tensor4D, [height, width, channels]: number[]) {
  const length = height * width * channels;
  const copies = tf.eye(length, length + 1).reshape<tf.Tensor4D>([height, width, channels, length + 1]);
  const one = tf.oneHot(length, length + 1).toFloat() as tf.Tensor1D;
  const patches = biasedConv2d(x, copies, one).reshape<tf.Tensor2D>([-1, length + 1]); // [N, P + 1], the last column is 1
  const count = patches.shape[0];
  const moments = tf.matMul(patches, patches, true).div(count); // [P + 1, P + 1]
  const means = moments.slice([length, 0], [1, length]); // [1, P]
  const covariance = moments.slice([0, 0], [length, length]).sub(tf.matMul(means, means, true));
  return { count, means: means.flatten(), covariance: covariance as tf.Tensor2D };
}

function biasedConv2d(x: tf.Tensor4D, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor4D {
  return tf.engine().runKernel<tf.Tensor4D>(KERNEL, { x, kernel, bias });
}

/**
 * Registers oneDNN's convolution with a bias and its gradients as a tfjs kernel, where this build of TensorFlow has them.
 *
 * @returns Whether they are there.
 */
export function registerOneDnnBiasedConv2d(backend: NativeBackend): boolean {
  const { biased, inputGradient, kernelGradient } = oneDnnConvolution(backend), write = new AttributeWriter(backend);
  const sum = [write.float32Type("T"), write.text("data_format", "NHWC")];
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, kernel, bias } }) => biased(x!, kernel!, bias!),
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ["x", "kernel"],
    gradFunc: (dy, [x, kernel]) => ({
      x: () => tf.tidy(() => inputGradient(dy as tf.Tensor, { kernel, shape: x.shape })),
      kernel: () => tf.tidy(() => kernelGradient(dy as tf.Tensor, { x, shape: kernel.shape })),
      bias: () => backend.executeSingleOutput("BiasAddGrad", sum, [dy as tf.Tensor]),
    }),
  });
  const works = attempt(worksHere) === true;
  if (!works) tf.unregisterKernel(KERNEL, NATIVE);
  return works;
}

/** On one image of 2×2: an unknown op throws, and an op of another meaning gives other numbers. */
function worksHere(): boolean {
  return tf.tidy(() => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), kernel = tf.tensor4d([1, 10], [1, 2, 1, 1]);
    const y = (kernel: tf.Tensor, bias: tf.Tensor) => biasedConv2d(x, kernel, bias);
    const gradients = tf.grads((kernel, bias) => y(kernel, bias).sum<tf.Scalar>())([kernel, tf.tensor1d([5])]);
    const got = [y(kernel, tf.tensor1d([5])), ...gradients].flatMap((tensor) => [...tensor.dataSync()]);
    return String(got) === "26,48,4,6,2";
  });
}
