import { tf } from "../engine/mod.ts";
import type { TargetAngle } from "./angles.ts";

/** What may stand in for cos(θ + m) where θ + m passes π. */
export const angleFallbacks = ["linear", "continuous"] as const;
/** One of {@linkcode angleFallbacks}. */
export type AngleFallback = typeof angleFallbacks[number];

/**
 * cos(θ + m) while θ + m ≤ π, and beyond it something that goes on falling: cos θ − m·sin m (`"linear"`) or −2 − cos(θ + m) (`"continuous"`).
 *
 * @param angle cos θ and sin θ, `[B]`.
 * @param margin m in radians, 0 … π: a number, or `[B]`.
 * @returns `[B]`.
 */
export function addAngle(
  { cosine, sine }: TargetAngle,
  margin: number | tf.Tensor1D,
  fallback: AngleFallback = "linear",
): tf.Tensor1D {
  return tf.tidy(() => {
    const isNumber = typeof margin === "number";
    const [cosM, sinM] = isNumber ? [Math.cos(margin), Math.sin(margin)] : [tf.cos(margin), tf.sin(margin)];
    const drop = isNumber ? margin * Math.sin(margin) : margin.mul(sinM); // m·sin m
    const shifted = cosine.mul(cosM).sub<tf.Tensor1D>(sine.mul(sinM)); // [B], cos(θ + m)
    const beyond = fallback === "linear" ? cosine.sub<tf.Tensor1D>(drop) : shifted.neg().sub<tf.Tensor1D>(2); // [B]
    // tf.step has a gradient in tfjs (zero); a comparison has none and throws inside a training step.
    const within = tf.step(cosine.add(cosM)); // [B], cos θ > cos(π − m) = −cos m
    return beyond.add(within.mul(shifted.sub(beyond)));
  });
}
