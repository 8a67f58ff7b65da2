import { tf } from "../engine/tensorflow.ts";
import { angularCosines, type TargetAngle, targetAngle } from "./angles.ts";
import { addAtLabel } from "./labels.ts";

/**
 * cos θ of each embedding with each prototype, that of the true class replaced by `change`.
 *
 * @param embeddings `[B, D]`.
 * @param own `prototypes` `[C, D]`, `labels` int32 `[B]`.
 * @param change From the angle to the true class to its new score, `[B]`.
 * @returns `[B, C]`.
 */
export function cosinesWithTarget(
  embeddings: tf.Tensor2D,
  own: { prototypes: tf.Tensor2D; labels: tf.Tensor1D },
  change: (target: TargetAngle) => tf.Tensor1D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const cosines = angularCosines(embeddings, own.prototypes); // [B, C]
    const target = targetAngle(embeddings, own); // [B]
    const amount = change(target).sub<tf.Tensor1D>(target.cosine); // [B]
    return addAtLabel(cosines, { labels: own.labels, amount }); // [B, C]
  });
}
