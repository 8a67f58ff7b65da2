import { tf } from "../engine/tensorflow.ts";

/** Lower bound on ‖x‖, so that the gradient 1/‖x‖ stays finite; rows below it get no unit norm. */
const MIN_NORM = 1e-6;

/**
 * Scale each row to unit norm: x / max(‖x‖, 1e-6). A zero row stays zero.
 *
 * @param x `[N, D]`.
 * @returns `[N, D]`.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 *
 * const unit = l2Normalize(tf.tensor2d([[3, 4], [0, 0]]));
 * assertEquals(unit.shape, [2, 2]);
 * assertEquals(unit.dataSync()[2], 0);
 * ```
 */
export function l2Normalize(x: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    // Clamped before the root: the root's own gradient is infinite at 0.
    const squared = x.square().sum(1, true).maximum(MIN_NORM ** 2); // [N, 1]
    return x.mul(squared.rsqrt()); // [N, D]
  });
}

/**
 * ‖x‖ of each row, clamped to at least 1e-6 so that the root has a finite gradient everywhere.
 *
 * @param x `[N, D]`.
 * @returns `[N]`.
 */
export function norms(x: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => x.square().sum(1).maximum(MIN_NORM ** 2).sqrt() as tf.Tensor1D);
}
