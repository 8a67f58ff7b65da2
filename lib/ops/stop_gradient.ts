import { tf } from "../engine/tensorflow.ts";

/**
 * The identity in the forward pass, with a gradient of zero.
 *
 * @param x Any shape.
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const op = tf.customGrad((input) => ({
    value: (input as T).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return op(x) as T;
}
