import {
  activatedConv2d,
  biasedConv2d,
  biasedConv2dGradients,
  castTo,
  gradientsFromActivated,
  hasBiasedConv2d,
  type NormalizedBatch,
  readNow,
  tf,
} from "../../engine/mod.ts";
import { patchMoments } from "./patch_moments.ts";

// A first layer's 3×3 patch of one channel has 9 numbers, its image 784. The cost of second moments
// grows with the square of both.
const LONGEST_PATCH = 16, LARGEST_IMAGE = 1024;

/**
 * Whether {@linkcode normalizedConv2d} can be used here for images `[H, W, I]` and a kernel
 * `[h, w, I, O]` of these shapes.
 */
export function canNormalizeConv2d(image: number[], kernel: number[]): boolean {
  const numbers = (shape: number[]) =>
    shape.slice(0, 3).reduce((product, length) => product * length, 1);
  const isSmall = numbers(image) <= LARGEST_IMAGE && numbers(kernel) <= LONGEST_PATCH;
  return isSmall && hasBiasedConv2d();
}

/**
 * Batch norm of a convolution of input data, stride 1 and no padding, as one convolution. Mean and
 * variance of its outputs follow from first and second moments of the patches: w·E[p] and
 * wᵀ·Cov[p]·w. The norm is folded into kernel and bias and takes no pass over the outputs, forward
 * or backward. Gradients reach `kernel`, `gamma` and `beta`; `x` is treated as constant.
 *
 * Source: Ioffe and Szegedy, "Batch Normalization" (ICML 2015), algorithm 1; the moments are those
 * of a linear map.
 *
 * @param x `[B, H, W, I]`, of a size that {@linkcode canNormalizeConv2d} allows.
 * @param kernel `[h, w, I, O]`, likewise; patches have P = h·w·I numbers.
 * @param options `gamma` and `beta` `[O]`, `epsilon` added to the variance. `half`: the convolution
 * and `normalized` are bfloat16; then `slope`, above 0, is that of the following PReLU, which is
 * applied to `normalized`; gradients reach it too.
 */
export function normalizedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { epsilon, ...options }: Affine & { epsilon: number },
): NormalizedBatch {
  const { count, means, covariance } = patchMoments(x, kernel.shape);
  const weights = kernel.reshape<tf.Tensor2D>([means.size, -1]); // [P, O]
  const mean = tf.matMul(means, weights).flatten(); // [O]
  const spread = tf.matMul(covariance, weights) as tf.Tensor2D; // [P, O], Cov[p, w·p]
  const variance = weights.mul(spread).sum<tf.Tensor1D>(0); // [O]
  const statistics = {
    means,
    weights,
    mean,
    spread,
    deviation: variance.add<tf.Tensor1D>(epsilon).sqrt(),
  };
  return {
    normalized: convolved(x, kernel, { ...options, statistics }),
    mean,
    unbiasedVariance: variance.mul(count / Math.max(count - 1, 1)),
  };
}

interface Affine {
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
  half?: boolean;
  slope?: tf.Tensor;
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
  kernel: tf.Tensor4D,
  { gamma, beta, half = false, slope, statistics }: Affine & { statistics: Statistics },
): tf.Tensor4D {
  const as = <T extends tf.Tensor>(tensor: T) => half ? castTo("bfloat16", tensor) as T : tensor;
  const saved = { x: as(x), ...statistics }, names = Object.keys(saved);
  const op = tf.customGrad((...inputs) => {
    const [kernel, gamma, beta] = inputs as tf.Tensor[], save = inputs.at(-1) as tf.GradSaveFunc;
    const factor = gamma.div<tf.Tensor1D>(statistics.deviation);
    const weights = {
      kernel: as(kernel.mul(factor)),
      bias: as(beta.sub(statistics.mean.mul(factor))),
    };
    const value = slope
      ? activatedConv2d(saved.x, { ...weights, alpha: readNow(slope)![0], half })
      : biasedConv2d(saved.x, weights);
    save([...Object.values(saved), factor, ...(slope ? [value] : [])]);
    return {
      value,
      gradFunc: (dy, tensors) => {
        const all = { ...byName([...names, "factor"], tensors), shape: kernel.shape, half };
        if (!slope) return gradients(dy, all);
        const [dx, dSlope] = gradientsFromActivated(dy, { y: tensors.at(-1)!, alpha: slope });
        return [...gradients(dx, all), dSlope];
      },
    };
  });
  return op(kernel, gamma, beta, ...(slope ? [slope] : [])) as tf.Tensor4D;
}

const byName = (names: string[], tensors: tf.Tensor[]) =>
  Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as unknown as Statistics & Saved;

interface Saved {
  x: tf.Tensor4D;
  factor: tf.Tensor1D;
}

/** With respect to kernel, gamma and beta. */
function gradients(
  dy: tf.Tensor,
  { x, factor, means, weights, mean, spread, deviation, shape, half }: Saved & Statistics & {
    shape: number[];
    half: boolean;
  },
): tf.Tensor[] {
  const sums = biasedConv2dGradients(dy, { x, shape, half });
  const [byPatches, dBeta] = half ? sums.map((sum) => castTo("float32", sum)) : sums;
  const moved = byPatches.reshape<tf.Tensor2D>(weights.shape); // [P, O]: Σ dy·p
  const dGamma = weights.mul(moved).sum(0).sub(mean.mul(dBeta)).div(deviation); // [O]: Σ dy·x̂
  const centred = moved.sub(means.reshape([-1, 1]).mul(dBeta)); // Σ dy·(p − E[p])
  const dWeights = centred.sub(spread.mul(dGamma.div(deviation))).mul(factor); // [P, O]
  return [dWeights.reshape(shape), dGamma, dBeta];
}
