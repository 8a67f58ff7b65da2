import { tf } from "../engine/tensorflow.ts";

/**
 * ‖a_i − b_i‖² of each pair of rows.
 *
 * @param a `[B, D]`.
 * @param b `[B, D]`.
 * @returns `[B]`.
 */
export function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor1D {
  return tf.squaredDifference(a, b).sum(1);
}
