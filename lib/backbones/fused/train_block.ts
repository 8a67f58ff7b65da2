import {
  bfloat16MatMul,
  canShareSlope,
  engineInfo,
  keepsBfloat16,
  maxPool,
  type NormalizedBatch,
  type Precision,
  readNow,
  sharedPrelu,
  sharedSlope,
  tf,
  toBfloat16,
  toFloat32,
  trainBatchNorm,
  validConv2d,
} from "../../engine/mod.ts";
import { Conv2D } from "../layers/conv2d.ts";
import type { MaxPooling2D } from "../layers/max_pooling.ts";
import type { PReLU } from "../layers/prelu.ts";
import type { Block } from "./blocks.ts";
import { canNormalizeConv2d, normalizedConv2d } from "./normalized_conv2d.ts";
import { canNormalizeMaxPool, normalizedMaxPool } from "./normalized_max_pool.ts";

/** What flows from one segment to the next. */
export interface Activations {
  x: tf.Tensor;
  precision: Precision;
  /** Whether it is the input data, which needs no gradient. */
  isData: boolean;
}

/**
 * A training pass through a block, with the same result as its layers one by one, but less work:
 *
 * - no bias is added before the norm, which would subtract it with the mean: it only enters the
 *   running mean, and its gradient is 0;
 * - a small convolution is fused with its norm ({@linkcode normalizedConv2d});
 * - while α > 0, PReLU runs after max-pooling, on a fifth of the numbers;
 * - while γ > 0 too, so does the norm ({@linkcode normalizedMaxPool});
 * - part of the slope's gradient comes from those of γ and β ({@linkcode sharedSlope}).
 *
 * In bfloat16 the convolution, its norm, PReLU and pooling read and write bfloat16 (on a GPU only
 * the convolution); norm statistics, all weights and a dense layer's output are float32. The last
 * two savings are skipped: they take differences of sums that bfloat16 would have rounded; instead,
 * the first convolution is fused with its PReLU.
 */
export function trainBlock(block: Block, input: Activations, precision: Precision): Activations {
  const { linear, norm, activation, pooling } = block;
  const half = precision === "bfloat16" && keepsBfloat16() &&
    (linear ? linear instanceof Conv2D : input.precision === "bfloat16");
  const early = pooling && activation && keepsOrder(activation) ? pooling : undefined;
  const sharesSlope = !half && input.x.rank === 4 && activation !== undefined &&
    canShareSlope(activation.slope);
  const affine = sharesSlope
    ? sharedSlope({ ...norm.affine, alpha: activation.slope })
    : norm.affine;
  const { pooled, activated, normalized, ...statistics } = normalize(block, input, {
    affine,
    early,
    half,
    precision,
  });
  norm.track(statistics, linear?.biasVariable);
  let x = early && !pooled ? maxPool(normalized as tf.Tensor4D, early.window) : normalized;
  if (activation && !activated) x = sharedPrelu(x, activation.slope, { sharesSlope, half });
  if (pooling && !early) x = maxPool(x as tf.Tensor4D, pooling.window);
  return { x, precision: half ? "bfloat16" : "float32", isData: false };
}

/**
 * Whether the slope is above 0, so that PReLU preserves order and signs; checked only on the CPU,
 * where reading it is free.
 */
export function keepsOrder({ slope }: PReLU): boolean {
  return engineInfo().device === "cpu" && readNow(slope)![0] > 0;
}

interface NormalizeOptions {
  affine: { gamma: tf.Tensor1D; beta: tf.Tensor1D };
  /** Max-pooling that may run first. */
  early?: MaxPooling2D;
  half: boolean;
  precision: Precision;
}

/** The linear layer and the norm. */
function normalize(
  { linear, norm, activation }: Block,
  input: Activations,
  { affine, early, half, precision }: NormalizeOptions,
): NormalizedBatch & { pooled?: boolean; activated?: boolean } {
  const options = { ...affine, epsilon: norm.epsilon };
  if (linear instanceof Conv2D && input.isData) {
    const x = input.x as tf.Tensor4D, kernel = linear.kernelVariable;
    if (canNormalizeConv2d(x.shape.slice(1), kernel.shape)) {
      const slope = half && activation && keepsOrder(activation) ? activation.slope : undefined;
      return {
        ...normalizedConv2d(x, kernel, { ...options, half, slope }),
        activated: slope !== undefined,
      };
    }
  }
  const x = linear ? linearly(linear, input, { half, precision }) : input.x;
  if (early && !half && canNormalizeMaxPool(affine.gamma)) {
    return {
      ...normalizedMaxPool(x as tf.Tensor4D, { ...options, ...early.window }),
      pooled: true,
    };
  }
  return trainBatchNorm(x, options);
}

/** The product, without bias. */
function linearly(
  linear: NonNullable<Block["linear"]>,
  input: Activations,
  { half, precision }: { half: boolean; precision: Precision },
): tf.Tensor {
  const { x } = inPrecision(input, precision), kernel = linear.kernelVariable;
  const convolves = linear instanceof Conv2D;
  if (precision === "float32") {
    return convolves ? validConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D) : tf.matMul(x, kernel);
  }
  const product = convolves
    ? validConv2d(x as tf.Tensor4D, toBfloat16(kernel as tf.Tensor4D))
    : bfloat16MatMul(x as tf.Tensor2D, toBfloat16(kernel as tf.Tensor2D));
  return half ? product : toFloat32(product);
}

/** The activations in a precision, cast if needed. */
export function inPrecision(input: Activations, precision: Precision): Activations {
  if (input.precision === precision) return input;
  return {
    ...input,
    x: precision === "bfloat16" ? toBfloat16(input.x) : toFloat32(input.x),
    precision,
  };
}
