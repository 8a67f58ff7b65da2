import { tf } from "../engine/mod.ts";

/**
 * Add an amount to the true class's score of each row.
 *
 * @param scores `[B, C]`.
 * @param options `labels` int32 `[B]`, `amount` `[B]`.
 * @returns `[B, C]`.
 */
export function addAtLabel(
  scores: tf.Tensor2D,
  { labels, amount }: { labels: tf.Tensor1D; amount: tf.Tensor1D },
): tf.Tensor2D {
  const isLabel = tf.oneHot(labels, scores.shape[1]).toFloat() as tf.Tensor2D; // [B, C]
  return scores.add(isLabel.mul(amount.expandDims(1)));
}

/**
 * The true class's score of each row.
 *
 * @param scores `[B, C]`.
 * @param labels int32 `[B]`.
 * @returns `[B]`.
 */
export function atLabel(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.oneHot(labels, scores.shape[1]).toFloat().mul(scores).sum(1);
}
