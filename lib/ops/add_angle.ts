import { tf } from "../engine/tensorflow.ts";
import type { TargetAngle } from "./angles.ts";

/** What replaces cos(θ + m) beyond θ + m = π. */
export type AngleFallback = "linear" | "continuous";

/** All of them. */
export const angleFallbacks: readonly AngleFallback[] = ["linear", "continuous"];

/**
 * cos(θ + m) up to θ + m = π; beyond that a fallback that keeps decreasing: cos θ − m·sin m
 * (`"linear"`, a step down at θ + m = π) or −2 − cos(θ + m) (`"continuous"`).
 *
 * @param angle cos θ and sin θ, `[B]`.
 * @param margin m in radians, 0 … π: a number, or `[B]`.
 * @returns `[B]`.
 * @example The step of the linear fallback is 0.077 at m = 0.4.
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 *
 * const thetas = [-1e-3, 1e-3].map((offset) => Math.PI - 0.4 + offset);
 * const cosine = tf.tensor1d(thetas.map(Math.cos)), sine = tf.tensor1d(thetas.map(Math.sin));
 * const [before, after] = addAngle({ cosine, sine }, 0.4).dataSync();
 * assertAlmostEquals(before - after, 0.077, 1e-3);
 * ```
 */
export function addAngle(
  { cosine, sine }: TargetAngle,
  margin: number | tf.Tensor1D,
  fallback: AngleFallback = "linear",
): tf.Tensor1D {
  return tf.tidy(() => {
    const isNumber = typeof margin === "number";
    const [cosM, sinM] = isNumber
      ? [Math.cos(margin), Math.sin(margin)]
      : [tf.cos(margin), tf.sin(margin)];
    const drop = isNumber ? margin * Math.sin(margin) : margin.mul(sinM); // m·sin m
    const shifted = cosine.mul(cosM).sub<tf.Tensor1D>(sine.mul(sinM)); // [B], cos(θ + m)
    const beyond = fallback === "linear"
      ? cosine.sub<tf.Tensor1D>(drop)
      : shifted.neg().sub<tf.Tensor1D>(2); // [B]
    // In tfjs tf.step has a gradient (zero); a comparison has none and throws in a training step.
    const within = tf.step(cosine.add(cosM)); // [B], cos θ > cos(π − m) = −cos m
    return beyond.add(within.mul(shifted.sub(beyond)));
  });
}
