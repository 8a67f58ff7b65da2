import { rowCrossEntropy, tf } from "../engine/mod.ts";

/**
 * Softmax cross-entropy, mean over the batch. Uses log-softmax, so large logits do not overflow.
 *
 * @param logits `[B, C]`.
 * @param labels int32 `[B]`.
 * @returns A scalar, in nats.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 *
 * const loss = crossEntropy(tf.zeros([1, 10]), tf.tensor1d([3], "int32"));
 * assertAlmostEquals(loss.dataSync()[0], Math.log(10), 1e-6);
 * ```
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => rowCrossEntropy(logits, labels).mean<tf.Scalar>());
}
