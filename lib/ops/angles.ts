import { tf } from "../engine/tensorflow.ts";
import { checkLabelTensor } from "../labels.ts";
import { l2Normalize } from "./l2_normalize.ts";

/**
 * cos θ of each embedding with each prototype.
 *
 * @param embeddings `[B, D]`.
 * @param prototypes `[C, D]`.
 * @returns `[B, C]`; rounding may push a value past ±1 by 1e-7.
 */
export function angularCosines(embeddings: tf.Tensor2D, prototypes: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.matMul(l2Normalize(embeddings), l2Normalize(prototypes), false, true));
}

/** The angle between an embedding and the prototype of its own class. */
export interface TargetAngle {
  /** cos θ_y, `[B]`. */
  cosine: tf.Tensor1D;
  /** sin θ_y ≥ 0, `[B]`. */
  sine: tf.Tensor1D;
}

/**
 * cos θ_y and sin θ_y of each embedding with its own class's prototype.
 *
 * @param embeddings `[B, D]`.
 * @param options `prototypes` `[C, D]`, `labels` int32 `[B]`.
 */
export function targetAngle(
  embeddings: tf.Tensor2D,
  { prototypes, labels }: { prototypes: tf.Tensor2D; labels: tf.Tensor1D },
): TargetAngle {
  const [images] = embeddings.shape, [classes] = prototypes.shape;
  checkLabelTensor(labels, { images, classes, where: "labels" });
  return angleBetween(embeddings, tf.gather(prototypes, labels));
}

/**
 * cos θ and sin θ of each row of x with the same row of w.
 *
 * The sine is the norm of the component of x/‖x‖ orthogonal to w. Unlike √(1 − cos²) it keeps full
 * precision near θ = 0, and the norm of its gradient is at most 1, even at θ = 0 and θ = π.
 *
 * @param x `[B, D]`.
 * @param w `[B, D]`.
 */
export function angleBetween(x: tf.Tensor2D, w: tf.Tensor2D): TargetAngle {
  const [u, v] = [l2Normalize(x), l2Normalize(w)]; // [B, D]
  const cosine = u.mul(v).sum(1, true); // [B, 1]
  const rest = u.sub(v.mul(cosine)); // [B, D]
  // 1e-14 under the root changes the sine by at most 1e-7 and keeps the gradient finite at 0.
  const sine = rest.square().sum(1).add<tf.Tensor1D>(1e-14).sqrt(); // [B]
  return { cosine: cosine.squeeze<tf.Tensor1D>([1]), sine };
}
