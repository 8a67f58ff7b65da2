import { type Check, check, share } from "../check.ts";
import { rowCrossEntropy, tf } from "../engine/mod.ts";
import { checkLabelTensor } from "../labels.ts";

/** Options of {@linkcode crossEntropy}. */
export interface CrossEntropyOptions {
  /**
   * ε: the share of each target spread evenly over all classes.
   * @default {0}
   */
  labelSmoothing?: number;
  /** `[C]`: weight of each class; the mean is weighted. */
  classWeights?: tf.Tensor1D;
}

const smoothing: Check = {
  what: "at least 0 and below 1",
  accepts: (value) => share.accepts(value) && value !== 1,
};

/**
 * Softmax cross-entropy, mean over the batch. Uses log-softmax, so large logits do not overflow.
 *
 * Smoothing and weights as in `torch.nn.CrossEntropyLoss` (label smoothing: Szegedy et al.,
 * "Rethinking the Inception Architecture", CVPR 2016, §7).
 *
 * @param logits `[B, C]`.
 * @param labels int32 `[B]`.
 * @returns A scalar, in nats.
 * @throws {InputError} On labels that are not int32 `[B]` from 0 to C − 1.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 *
 * const loss = crossEntropy(tf.zeros([1, 10]), tf.tensor1d([3], "int32"));
 * assertAlmostEquals(loss.dataSync()[0], Math.log(10), 1e-6);
 * ```
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  { labelSmoothing = 0, classWeights }: CrossEntropyOptions = {},
): tf.Scalar {
  const [images, classes] = logits.shape;
  checkLabelTensor(labels, { images, classes, where: "crossEntropy" });
  check(labelSmoothing, smoothing, "crossEntropy: labelSmoothing");
  return tf.tidy(() => {
    const rows = rowCrossEntropy(logits, labels); // [B]
    if (labelSmoothing === 0 && !classWeights) return rows.mean<tf.Scalar>();
    const weights = classWeights ?? tf.ones<tf.Rank.R1>([classes]); // [C]
    const own = tf.gather(weights, labels); // [B]
    const spread = tf.logSoftmax(logits).mul(weights).sum<tf.Tensor1D>(1).div(-classes); // [B]
    const smoothed = rows.mul(own).mul(1 - labelSmoothing).add(spread.mul(labelSmoothing)); // [B]
    return smoothed.sum().div<tf.Scalar>(own.sum());
  });
}
