import {
  batchNormGradient,
  channelSquares,
  chosenOps,
  hasBatchNormGradient,
  hasChannelSquares,
  hasMaxPoolWithWorkspace,
  maxPoolGradient,
  maxPoolWithWorkspace,
  type NormalizedBatch,
  readNow,
  tf,
} from "../../engine/mod.ts";

/**
 * Whether {@linkcode normalizedMaxPool} can be used here: all γ must be above 0, as a negative γ
 * reverses the order and 0 erases it.
 */
export function canNormalizeMaxPool(gamma: tf.Tensor1D): boolean {
  const isHere = hasMaxPoolWithWorkspace() && hasBatchNormGradient() && hasChannelSquares();
  return chosenOps() === "fast" && isHere &&
    Array.from(readNow(gamma) ?? [0]).every((value) => value > 0);
}

/** Options of {@linkcode normalizedMaxPool}. */
export interface NormalizedMaxPoolOptions {
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
  epsilon: number;
  size: number;
  stride: number;
}

/**
 * Max-pooling of a batch norm, without writing the norm's output for every pixel: while γ > 0, a
 * norm preserves the order of a channel's pixels, so only the maximum is normalised. Gradients
 * reach `x`, `gamma` and `beta`.
 *
 * @param x `[B, H, W, C]`.
 * @param options `gamma` and `beta` `[C]`, `epsilon` added to the variance; `size` of the square
 * window and `stride`, in pixels.
 * @returns `normalized` `[B, ⌊(H − size)/stride⌋ + 1, ⌊(W − size)/stride⌋ + 1, C]`; mean and
 * variance are over all pixels.
 */
export function normalizedMaxPool(
  x: tf.Tensor4D,
  { gamma, beta, epsilon, ...window }: NormalizedMaxPoolOptions,
): NormalizedBatch {
  const { mean, variance, unbiasedVariance } = channelMoments(x);
  const op = tf.customGrad((...all) => {
    const [x, gamma, beta] = all as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D],
      save = all[3] as tf.GradSaveFunc;
    const [pooled, workspace] = maxPoolWithWorkspace(x, window);
    save([x, gamma, mean, variance, pooled, workspace]);
    return {
      value: tf.batchNorm(pooled, mean, variance, beta, gamma, epsilon),
      gradFunc: (dy, [x, gamma, mean, variance, y, workspace]) =>
        tf.tidy(() => {
          const everywhere = maxPoolGradient(dy, { x, y, workspace, window });
          return batchNormGradient(everywhere, { x, gamma, mean, variance, epsilon });
        }),
    };
  });
  return { normalized: op(x, gamma, beta), mean, unbiasedVariance };
}

// Float32 sums of a million numbers are inaccurate. Each channel is summed in up to this many
// parts; more would be slower.
const MOST_PARTS = 6;

/** Mean and variance of each channel, in two ops that read all of `x` and write next to nothing. */
function channelMoments(x: tf.Tensor4D) {
  const [batch, height, width, channels] = x.shape, count = batch * height * width;
  const sums = tf.matMul(tf.ones([1, batch]), x.reshape([batch, -1])); // [1, H·W·C]
  const mean = sums.reshape([-1, channels]).sum<tf.Tensor1D>(0).div<tf.Tensor1D>(count); // [C]
  const parts = divisorUpTo(MOST_PARTS, width),
    shape = [batch, height, width / parts, parts * channels];
  const squares = channelSquares(x.reshape<tf.Tensor4D>(shape));
  const meanSquare = squares.reshape([parts, channels]).sum(0).div(count); // [C]
  const variance = meanSquare.sub(mean.square()).relu() as tf.Tensor1D; // [C]
  return {
    mean,
    variance,
    unbiasedVariance: variance.mul<tf.Tensor1D>(count / Math.max(count - 1, 1)),
  };
}

/** The largest divisor of a number up to a limit. */
function divisorUpTo(limit: number, number: number): number {
  let divisor = limit;
  while (number % divisor !== 0) divisor--;
  return divisor;
}
