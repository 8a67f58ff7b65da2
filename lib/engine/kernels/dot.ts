import { tf } from "../tensorflow.ts";

// Below this, products and a sum are just as fast.
const WORTH_IT = 1 << 20;

/** Whether {@linkcode dot} is faster than products and a sum for tensors of this size. */
export function isWorthADot({ size }: tf.Tensor): boolean {
  return size >= WORTH_IT;
}

/** Σ a·b without storing the products: as a matrix product of one row and one column. */
export function dot(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.matMul(a.reshape([1, -1]), b.reshape([1, -1]), false, true).reshape([]);
}
