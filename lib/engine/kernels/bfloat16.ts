import { chosenOps } from "../op_set.ts";
import type { Precision } from "../precision.ts";
import { tf } from "../tensorflow.ts";
import { validConv2d } from "./conv2d.ts";
import { attempt, hasKernel, NATIVE, nativeBackend, oneDnnMark, run } from "./native_backend.ts";

const NARROW = "ToBfloat16", WIDEN = "ToFloat32", PRODUCT = "Bfloat16MatMul";

/**
 * Round float32 to the nearest bfloat16; the gradient comes back as float32.
 *
 * tfjs has no such type, so it shows as float32. An op that mixes it with float32 fails with
 * TensorFlow's error.
 */
export function toBfloat16<T extends tf.Tensor>(x: T): T {
  return tf.engine().runKernel<T>(NARROW, { x });
}

/** Exact conversion to float32; the gradient is rounded to bfloat16. */
export function toFloat32<T extends tf.Tensor>(x: T): T {
  return tf.engine().runKernel<T>(WIDEN, { x });
}

/**
 * The product of two bfloat16 matrices.
 *
 * @param a `[M, K]`.
 * @param b `[K, N]`.
 * @returns bfloat16 `[M, N]`, summed in float32.
 */
export function bfloat16MatMul(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.engine().runKernel<tf.Tensor2D>(PRODUCT, { a, b });
}

/** Only the cast, without a gradient. */
export function castTo(precision: Precision, x: tf.TensorInfo): tf.Tensor {
  return run("Cast", [x], { DstT: precision });
}

/** Registers casts and product as tfjs kernels. */
export function registerBfloat16(): void {
  registerCast(NARROW, { to: "bfloat16", back: "float32" });
  registerCast(WIDEN, { to: "float32", back: "bfloat16" });
  registerProduct();
}

function registerCast(
  kernelName: string,
  { to, back }: { to: Precision; back: Precision },
): void {
  tf.registerKernel({
    kernelName,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x } }) => castTo(to, x!),
  });
  tf.registerGradient({
    kernelName,
    gradFunc: (dy) => ({ x: () => castTo(back, dy as tf.Tensor) }),
  });
}

function registerProduct(): void {
  const [op, mark] = nativeBackend().isUsingGpuDevice ? ["MatMul", {}] : ["_MklMatMul", oneDnnMark];
  const product = (
    a: tf.TensorInfo,
    b: tf.TensorInfo,
    turned: { transpose_a: boolean; transpose_b: boolean },
  ) => run(op, [a, b], { ...turned, ...mark });
  tf.registerKernel({
    kernelName: PRODUCT,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { a, b } }) =>
      product(a!, b!, { transpose_a: false, transpose_b: false }),
  });
  tf.registerGradient({
    kernelName: PRODUCT,
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => ({
      a: () => product(dy as tf.Tensor, b, { transpose_a: false, transpose_b: true }),
      b: () => product(a, dy as tf.Tensor, { transpose_a: true, transpose_b: false }),
    }),
  });
}

/**
 * Whether convolutions, norms, PReLU and pooling can pass on bfloat16, so that there is no need to
 * widen between them: on the CPU.
 */
export function keepsBfloat16(): boolean {
  return !nativeBackend().isUsingGpuDevice;
}

/** Why training in bfloat16 cannot run here, and what to do; undefined if it can. */
export function whyNoBfloat16(): string | undefined {
  if (!hasKernel(NARROW)) {
    return `it needs native TensorFlow, and this is tfjs's engine "${tf.getBackend()}"`;
  }
  const device = nativeBackend().isUsingGpuDevice ? "gpu" : "cpu";
  if (device === "cpu" && chosenOps() === "plain") {
    return "on the CPU it needs the fast ops: unset MARGIN_OPS";
  }
  if (attempt(worksHere) === true) return undefined;
  return `this ${device === "cpu" ? "processor (no AVX-512)" : "GPU"} has no bfloat16`;
}

/** On one 2×2 image, with numbers that fit 8 bits. */
function worksHere(): boolean {
  return tf.tidy(() => {
    const x = toBfloat16(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]));
    const kernel = toBfloat16(tf.tensor4d([1, 10], [1, 2, 1, 1]));
    return String(toFloat32(validConv2d(x, kernel)).dataSync()) === "21,43";
  });
}

/**
 * A convolution's time in bfloat16 relative to float32: below 1 where the processor multiplies in
 * bfloat16, several times as long where it only emulates it. The minimum of a few tries, in
 * milliseconds.
 */
export function bfloat16Slowdown(): number {
  return tf.tidy(() => {
    const x = tf.ones<tf.Rank.R4>([32, 26, 26, 32]), kernel = tf.ones<tf.Rank.R4>([3, 3, 32, 64]);
    const half = [toBfloat16(x), toBfloat16(kernel)] as const;
    return leastTime(() => toFloat32(validConv2d(...half))) /
      leastTime(() => validConv2d(x, kernel));
  });
}

function leastTime(work: () => tf.Tensor, tries = 4): number {
  const times = Array.from({ length: tries }, () => {
    const start = performance.now();
    tf.tidy(() => work().max().dataSync()); // reading waits for the device
    return performance.now() - start;
  });
  return Math.min(...times.slice(1)); // the first one warms up
}
