import { tf } from "../tensorflow.ts";
import { attempt, AttributeWriter, hasKernel, NATIVE, type NativeBackend, oneDnnMark } from "./native_backend.ts";

const KERNEL = "OneDnnMaxPool", GRADIENT = "OneDnnMaxPoolGradient";

/**
 * Max-pooling without padding.
 *
 * @param x `[B, H, W, C]`.
 * @param options `size` of the square window and `stride`, in pixels.
 * @returns `[B, ⌊(H − size)/stride⌋ + 1, ⌊(W − size)/stride⌋ + 1, C]`.
 */
export function maxPool(x: tf.Tensor4D, { size, stride }: { size: number; stride: number }): tf.Tensor4D {
  return hasKernel(KERNEL) ? oneDnnMaxPool(x, { size, stride }) : stockMaxPool(x, { size, stride });
}

/**
 * By a gradient of its own, not the kernel's: for every output of a kernel that no loss reaches, as the workspace here, tfjs fills an array
 * with zeros.
 */
function oneDnnMaxPool(x: tf.Tensor4D, attrs: { size: number; stride: number }): tf.Tensor4D {
  const pooling = tf.customGrad((x, save) => {
    const [y, workspace] = tf.engine().runKernel<tf.Tensor[]>(KERNEL, { x: x as tf.Tensor }, attrs);
    (save as tf.GradSaveFunc)([x as tf.Tensor, y, workspace]);
    return {
      value: y,
      gradFunc: (dy, saved) => tf.engine().runKernel<tf.Tensor>(GRADIENT, named(dy, saved), attrs),
    };
  });
  return pooling(x) as tf.Tensor4D;
}

function named(dy: tf.Tensor, [x, y, workspace]: tf.Tensor[]): tf.NamedTensorMap {
  return { dy, x, y, workspace };
}

/** The same from stock tfjs ops. */
export function stockMaxPool(x: tf.Tensor4D, { size, stride }: { size: number; stride: number }): tf.Tensor4D {
  return tf.maxPool(x, size, stride, "valid");
}

/**
 * Registers oneDNN's own max-pool and its gradient as a tfjs kernel, where this build of TensorFlow has them (x86 with oneDNN on).
 * TensorFlow itself uses them in graph mode only; its eager gradient is twenty times slower and gives the same bits.
 *
 * @returns Whether they are there.
 */
export function registerOneDnnMaxPool(backend: NativeBackend): boolean {
  const write = new AttributeWriter(backend);
  const attributes = (size: number, stride: number) => [
    write.float32Type("T"),
    write.integers("ksize", [1, size, size, 1]),
    write.integers("strides", [1, stride, stride, 1]),
    write.text("padding", "VALID"),
    write.text("data_format", "NHWC"),
    write.flag("workspace_enabled", true),
    oneDnnMark(write),
  ];
  const forward = (x: tf.TensorInfo, size: number, stride: number) =>
    backend.executeMultipleOutputs("_MklNativeMaxPool", attributes(size, stride), [x], 2); // y, workspace
  const backward = (dy: tf.Tensor, [x, y, workspace]: tf.Tensor[], size: number, stride: number) =>
    backend.executeSingleOutput("_MklNativeMaxPoolGrad", attributes(size, stride), [x, y, dy, workspace]);

  if (!worksHere(forward, backward)) return false;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x }, attrs }) => forward(x!, attrs!.size as number, attrs!.stride as number),
  });
  tf.registerKernel({
    kernelName: GRADIENT,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { dy, x, y, workspace }, attrs }) =>
      backward(dy as tf.Tensor, [x, y, workspace] as tf.Tensor[], attrs!.size as number, attrs!.stride as number),
  });
  return true;
}

/** Tries both ops once on a 3×3 image: an unknown op throws, and an op of another meaning gives other numbers. */
function worksHere(
  forward: (x: tf.Tensor, size: number, stride: number) => tf.Tensor[],
  backward: (dy: tf.Tensor, saved: tf.Tensor[], size: number, stride: number) => tf.Tensor,
): boolean {
  return attempt(() =>
    tf.tidy(() => {
      const x = tf.tensor4d([0, 1, 2, 3, 9, 5, 6, 7, 8], [1, 3, 3, 1]);
      const [y, workspace] = forward(x, 3, 2);
      const dx = backward(tf.onesLike(y), [x, y, workspace], 3, 2);
      return y.dataSync()[0] === 9 && dx.dataSync()[4] === 1 && dx.sum().dataSync()[0] === 1;
    })
  ) ?? false;
}
