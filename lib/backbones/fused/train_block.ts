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
  /** Whether it is the data itself, which nothing before it wants a gradient of. */
  isData: boolean;
}

/**
 * A training pass through a block, with the same result as its layers one after the other and less
 * work:
 *
 * - no bias is added before the norm, which subtracts it with the mean: only the running mean takes
 *   it in, and its gradient is 0;
 * - a convolution of few numbers is one with its norm ({@linkcode normalizedConv2d});
 * - while α > 0, PReLU comes after max-pooling, which leaves it a fifth of the numbers;
 * - while γ > 0 too, so does the norm ({@linkcode normalizedMaxPool});
 * - the gradients of γ and β have a part of the slope's ({@linkcode sharedSlope}).
 *
 * In bfloat16 the convolution, its norm, PReLU and pooling read and write bfloat16 (on a GPU the
 * convolution alone); the norm's statistics and all weights are float32, and so is what a dense
 * layer hands on. The last two savings are left out: they take differences of sums that bfloat16
 * would have rounded; in their place the first convolution takes its PReLU with it.
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
 * Whether the slope is above 0, which is free to read where the engine is the CPU: then PReLU keeps
 * order and signs.
 */
export function keepsOrder({ slope }: PReLU): boolean {
  return engineInfo().device === "cpu" && readNow(slope)![0] > 0;
}

interface NormalizeOptions {
  affine: { gamma: tf.Tensor1D; beta: tf.Tensor1D };
  /** Max-pooling that may come first. */
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

/** The product alone, without bias. */
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

/** The same activations in a precision, cast where they have the other. */
export function inPrecision(input: Activations, precision: Precision): Activations {
  if (input.precision === precision) return input;
  return {
    ...input,
    x: precision === "bfloat16" ? toBfloat16(input.x) : toFloat32(input.x),
    precision,
  };
}
