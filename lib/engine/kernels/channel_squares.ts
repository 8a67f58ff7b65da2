import { tf } from "../tensorflow.ts";
import { hasKernel, NATIVE, run } from "./native_backend.ts";

const KERNEL = "ChannelSquares";

/** Whether {@linkcode channelSquares} is available. */
export function hasChannelSquares(): boolean {
  return hasKernel(KERNEL);
}

/**
 * Σ x² per channel, in one op that writes next to nothing.
 *
 * @param x `[B, H, W, C]`.
 * @returns `[C]`.
 */
export function channelSquares(x: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => tf.engine().runKernel<tf.Tensor>(KERNEL, { x }).reshape([x.shape[3]]));
}

/**
 * Registers TensorFlow's gradient of a 1×1 depthwise kernel, which is Σ x·dy per channel, with x
 * for dy.
 */
export function registerChannelSquares(): void {
  const attributes = { data_format: "NHWC", strides: [1, 1, 1, 1], padding: "VALID" };
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x } }) => {
      const shape = tf.tensor1d([1, 1, x!.shape[3], 1], "int32");
      const squares = run("DepthwiseConv2dNativeBackpropFilter", [x!, shape, x!], attributes);
      shape.dispose();
      return squares;
    },
  });
}
