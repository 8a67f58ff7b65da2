import { tf } from "../engine/mod.ts";
import { l2Normalize } from "./l2_normalize.ts";

/**
 * cos θ of each embedding with each prototype.
 *
 * @param embeddings `[B, D]`.
 * @param prototypes `[C, D]`.
 * @returns `[B, C]`; rounding may carry a value past ±1 by 1e-7.
 */
export function angularCosines(embeddings: tf.Tensor2D, prototypes: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.matMul(l2Normalize(embeddings), l2Normalize(prototypes), false, true));
}

/** An embedding against the prototype of its own class. */
export interface TargetAngle {
  /** cos θ_y, `[B]`. */
  cosine: tf.Tensor1D;
  /** sin θ_y ≥ 0, `[B]`. */
  sine: tf.Tensor1D;
}

/**
 * cos θ_y and sin θ_y of each embedding with its own class's prototype.
 *
 * The sine is the length of what is left of the embedding once its part along the prototype is taken away. Unlike √(1 − cos²) it loses no
 * digits near θ = 0, and its gradient is never longer than 1, at θ = 0 and θ = π too.
 *
 * @param embeddings `[B, D]`.
 * @param options `prototypes` `[C, D]`, `labels` int32 `[B]`.
 */
export function targetAngle(
  embeddings: tf.Tensor2D,
  { prototypes, labels }: { prototypes: tf.Tensor2D; labels: tf.Tensor1D },
): TargetAngle {
  const x = l2Normalize(embeddings); // [B, D]
  const w = l2Normalize(tf.gather(prototypes, labels)); // [B, D]
  const cosine = x.mul(w).sum(1, true); // [B, 1]
  const rest = x.sub(w.mul(cosine)); // [B, D]
  // 1e-14 under the root moves a sine by 1e-7 at most, and gives the root a gradient at 0.
  const sine = rest.square().sum(1).add<tf.Tensor1D>(1e-14).sqrt(); // [B]
  return { cosine: cosine.squeeze<tf.Tensor1D>([1]), sine };
}
