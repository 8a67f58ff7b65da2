import { tf } from "./tensorflow.ts";

/**
 * A tensor's values, read at once: the one place that does so, because WebGPU cannot.
 *
 * @returns Undefined on WebGPU; read them with `await tensor.data()` there.
 */
export function readNow(tensor: tf.Tensor): ArrayLike<number> | undefined {
  return tf.getBackend() === "webgpu" ? undefined : tensor.dataSync();
}
