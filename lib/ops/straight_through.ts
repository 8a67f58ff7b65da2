import { tf } from "../engine/tensorflow.ts";

/**
 * Straight-through estimator: `change(x)` in the forward pass, the identity in the backward pass.
 *
 * @param x Any shape.
 * @param change Maps x to a tensor of the same shape; runs outside the gradient tape.
 */
export function straightThrough<T extends tf.Tensor>(x: T, change: (x: T) => T): T {
  const op = tf.customGrad((input) => ({
    value: change(input as T),
    gradFunc: (dy: tf.Tensor) => dy,
  }));
  return op(x) as T;
}
