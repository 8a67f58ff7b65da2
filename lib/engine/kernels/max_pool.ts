import { tf } from "../tensorflow.ts";
import { attempt, hasKernel, NATIVE, oneDnnMark, run, runAll } from "./native_backend.ts";

const KERNEL = "OneDnnMaxPool", GRADIENT = "OneDnnMaxPoolGradient";

/**
 * Max pooling without padding.
 *
 * @param x `[B, H, W, C]`.
 * @param options `size` of the square window and `stride`, in pixels.
 * @returns `[B, ⌊(H − size)/stride⌋ + 1, ⌊(W − size)/stride⌋ + 1, C]`.
 */
export function maxPool(
  x: tf.Tensor4D,
  { size, stride }: { size: number; stride: number },
): tf.Tensor4D {
  return hasKernel(KERNEL) ? oneDnnMaxPool(x, { size, stride }) : stockMaxPool(x, { size, stride });
}

/**
 * With a custom gradient, not the kernel's: for every kernel output that no loss depends on, like
 * the workspace here, tfjs fills an array with zeros.
 */
function oneDnnMaxPool(x: tf.Tensor4D, window: Window): tf.Tensor4D {
  const pooling = tf.customGrad((x, save) => {
    const [y, workspace] = maxPoolWithWorkspace(x as tf.Tensor4D, window);
    (save as tf.GradSaveFunc)([x as tf.Tensor, y, workspace]);
    return {
      value: y,
      gradFunc: (dy, [x, y, workspace]) => maxPoolGradient(dy, { x, y, workspace, window }),
    };
  });
  return pooling(x) as tf.Tensor4D;
}

/** Whether {@linkcode maxPoolWithWorkspace} is available. */
export function hasMaxPoolWithWorkspace(): boolean {
  return hasKernel(KERNEL);
}

/**
 * oneDNN's max pooling without a gradient: y, and the workspace that {@linkcode maxPoolGradient}
 * needs.
 */
export function maxPoolWithWorkspace(x: tf.Tensor4D, window: Window): [tf.Tensor4D, tf.Tensor] {
  return tf.engine().runKernel<tf.Tensor[]>(KERNEL, { x }, { ...window }) as [
    tf.Tensor4D,
    tf.Tensor,
  ];
}

/** With respect to x, from the input and outputs of {@linkcode maxPoolWithWorkspace}. */
export function maxPoolGradient(
  dy: tf.Tensor,
  { window, ...saved }: { x: tf.Tensor; y: tf.Tensor; workspace: tf.Tensor; window: Window },
): tf.Tensor {
  return tf.engine().runKernel<tf.Tensor>(GRADIENT, { dy, ...saved }, { ...window });
}

/** The same from stock tfjs ops. */
export function stockMaxPool(
  x: tf.Tensor4D,
  { size, stride }: { size: number; stride: number },
): tf.Tensor4D {
  return tf.maxPool(x, size, stride, "valid");
}

/** oneDNN's own max pooling and its gradient. */
interface MaxPooling {
  /** @returns y and the workspace that the gradient needs. */
  forward: (x: tf.TensorInfo, window: Window) => tf.Tensor[];
  backward: (dy: tf.TensorInfo, saved: tf.TensorInfo[], window: Window) => tf.Tensor;
}

/** The square window, in pixels. */
interface Window {
  size: number;
  stride: number;
}

const attributes = ({ size, stride }: Window) => ({
  ksize: [1, size, size, 1],
  strides: [1, stride, stride, 1],
  padding: "VALID",
  data_format: "NHWC",
  workspace_enabled: true,
  ...oneDnnMark,
});

const oneDnnMaxPooling: MaxPooling = {
  forward: (x, window) => runAll("_MklNativeMaxPool", [x], { ...attributes(window), outputs: 2 }),
  backward: (dy, [x, y, workspace], window) =>
    run("_MklNativeMaxPoolGrad", [x, y, dy, workspace], attributes(window)),
};

/**
 * Registers oneDNN's own max pooling and its gradient as a tfjs kernel, if this build of TensorFlow
 * has them (x86 with oneDNN on). TensorFlow itself uses them only in graph mode; its eager gradient
 * is twenty times slower and bit-identical.
 *
 * @returns Whether they are available.
 */
export function registerOneDnnMaxPool(): boolean {
  const { forward, backward } = oneDnnMaxPooling, windowOf = (attrs: unknown) => attrs as Window;
  if (!worksHere({ forward, backward })) return false;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x }, attrs }) => forward(x!, windowOf(attrs)),
  });
  tf.registerKernel({
    kernelName: GRADIENT,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { dy, x, y, workspace }, attrs }) =>
      backward(dy!, [x!, y!, workspace!], windowOf(attrs)),
  });
  return true;
}

/**
 * Tries both ops once on a 3×3 image: an unknown op throws, and one with different semantics gives
 * different numbers.
 */
function worksHere({ forward, backward }: MaxPooling): boolean {
  return attempt(() =>
    tf.tidy(() => {
      const x = tf.tensor4d([0, 1, 2, 3, 9, 5, 6, 7, 8], [1, 3, 3, 1]);
      const window = { size: 3, stride: 2 }, [y, workspace] = forward(x, window);
      const dx = backward(tf.onesLike(y), [x, y, workspace], window);
      return y.dataSync()[0] === 9 && dx.dataSync()[4] === 1 && dx.sum().dataSync()[0] === 1;
    })
  ) ?? false;
}
