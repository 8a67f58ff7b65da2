import { tf } from "../engine/mod.ts";

/**
 * Change a tensor's value but not its gradient: forward `change(x)`, backward the identity.
 *
 * @param x Any shape.
 * @param change Maps x to a tensor of the same shape; runs outside the gradient.
 */
export function straightThrough<T extends tf.Tensor>(x: T, change: (x: T) => T): T {
  const op = tf.customGrad((input) => ({
    value: change(input as T),
    gradFunc: (dy: tf.Tensor) => dy,
  }));
  return op(x) as T;
}
