import { tf } from "../tensorflow.ts";
import { hasKernel, NATIVE, run } from "./native_backend.ts";

const KERNEL = "UnpackBytes";

/** Whether {@linkcode unpackBytes} is available; tfjs itself has no byte tensors. */
export function canUnpackBytes(): boolean {
  return hasKernel(KERNEL);
}

/**
 * The four bytes of each number, little-endian, as numbers 0 … 255.
 *
 * @param packed int32 `[N, W]`.
 * @returns float32 `[N, 4·W]`.
 */
export function unpackBytes(packed: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const bytes = tf.engine().runKernel<tf.Tensor3D>(KERNEL, { packed }); // [N, W, 4]
    return bytes.reshape([packed.shape[0], -1]);
  });
}

/** Registers TensorFlow's `Bitcast` to bytes and `Cast` to floats as one tfjs kernel. */
export function registerUnpackBytes(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { packed } }) => {
      const bytes = run("Bitcast", [packed!], { type: "uint8" });
      const floats = run("Cast", [bytes], { DstT: "float32" });
      bytes.dispose();
      return floats;
    },
  });
}
