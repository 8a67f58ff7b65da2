import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import { oneDnnConvolution } from "./conv2d.ts";
import { attempt, hasKernel, NATIVE } from "./native_backend.ts";

const KERNEL = "OneDnnBiasedConv2D",
  ACTIVATED = "OneDnnActivatedConv2D",
  GRADIENT = "OneDnnBiasedConv2DGradient";

/** Whether {@linkcode biasedConv2d} is chosen and available. */
export function hasBiasedConv2d(): boolean {
  return chosenOps() === "fast" && hasKernel(KERNEL);
}

/**
 * A convolution with bias as one op, stride 1, no padding. It has no gradient of its own: see
 * {@linkcode biasedConv2dGradients}.
 *
 * @param x `[B, H, W, I]`.
 * @param options `kernel` `[h, w, I, O]`, `bias` `[O]`, all of the same type.
 */
export function biasedConv2d(
  x: tf.Tensor4D,
  { kernel, bias }: { kernel: tf.Tensor; bias: tf.Tensor },
): tf.Tensor4D {
  return tf.engine().runKernel<tf.Tensor4D>(KERNEL, { x, kernel, bias });
}

/**
 * The same followed by PReLU, which saves reading and writing the convolution's output.
 *
 * @param options `alpha`: PReLU's slope; `half`: everything is bfloat16.
 */
export function activatedConv2d(
  x: tf.Tensor4D,
  { kernel, bias, ...attrs }: { kernel: tf.Tensor; bias: tf.Tensor; alpha: number; half: boolean },
): tf.Tensor4D {
  return tf.engine().runKernel<tf.Tensor4D>(ACTIVATED, { x, kernel, bias }, attrs);
}

/**
 * Its gradients with respect to kernel and bias.
 *
 * @param dy `[B, H − h + 1, W − w + 1, O]`.
 * @param options `shape` of the kernel; `half`: everything is bfloat16.
 */
export function biasedConv2dGradients(
  dy: tf.Tensor,
  { x, shape, half }: { x: tf.Tensor4D; shape: number[]; half: boolean },
): tf.Tensor[] {
  return tf.engine().runKernel<tf.Tensor[]>(GRADIENT, { dy, x }, { shape, half });
}

/**
 * Registers oneDNN's convolution with bias and the gradients of kernel and bias, if this build of
 * TensorFlow has them.
 *
 * @returns Whether they are available.
 */
export function registerOneDnnBiasedConv2d(): boolean {
  const { activated, biased, biasedGradients } = oneDnnConvolution;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, kernel, bias } }) => biased(x!, kernel!, bias!),
  });
  tf.registerKernel({
    kernelName: ACTIVATED,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, kernel, bias }, attrs }) =>
      activated([x!, kernel!, bias!], attrs as unknown as { alpha: number; half: boolean }),
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
  if (!works) {
    for (const name of [KERNEL, ACTIVATED, GRADIENT]) {
      tf.unregisterKernel(name, NATIVE);
    }
  }
  return works;
}

/**
 * On one 2×2 image: an unknown op throws, and one with different semantics gives different numbers.
 */
function worksHere(): boolean {
  return tf.tidy(() => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), kernel = tf.tensor4d([1, 10], [1, 2, 1, 1]);
    const bias = tf.tensor1d([5]), y = biasedConv2d(x, { kernel, bias });
    const activated = activatedConv2d(x, {
      kernel,
      bias: tf.tensor1d([-31]),
      alpha: 0.5,
      half: false,
    }); // of −10 and 12
    const gradients = biasedConv2dGradients(tf.onesLike(y), {
      x,
      shape: kernel.shape,
      half: false,
    });
    const got = [y, activated, ...gradients].flatMap((tensor) => [...tensor.dataSync()]);
    return String(got) === "26,48,-5,12,4,6,2";
  });
}
