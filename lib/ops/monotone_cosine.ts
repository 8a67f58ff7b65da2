import { tf } from "../engine/tensorflow.ts";
import type { TargetAngle } from "./angles.ts";

/**
 * θ in radians, 0 … π, from its cosine and sine. Unlike `acos`, its gradient is always finite.
 *
 * @param angle Cosine and sine, any shape.
 * @returns The same shape.
 */
export function angleOf({ cosine, sine }: TargetAngle): tf.Tensor1D {
  return tf.atan2(sine, cosine);
}

/**
 * cos φ continued beyond φ = π so that it keeps decreasing: (−1)^k·cos φ − 2k with k = ⌊φ/π⌋.
 * Continuously differentiable.
 *
 * Source: ψ of Liu et al., "Large-Margin Softmax Loss" (ICML 2016), eq. 6, as a function of φ = mθ.
 *
 * @param phi Radians, 0 or more, any shape.
 * @returns The same shape.
 */
export function monotoneCosine<T extends tf.Tensor>(phi: T): T {
  return tf.tidy(() => {
    const k = tf.floor(phi.div(Math.PI)); // no gradient, as in the paper
    const sign = k.sub(tf.floor(k.div(2)).mul(2)).mul(-2).add(1); // (−1)^k
    return tf.cos(phi).mul(sign).sub(k.mul(2)) as T;
  });
}
