import { tf } from "../engine/tensorflow.ts";
import { checkLabelTensor } from "../labels.ts";

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
  const [images, classes] = scores.shape;
  checkLabelTensor(labels, { images, classes, where: "labels" });
  const op = tf.customGrad((scores, amount, save) => {
    const [rows, classes] = (scores as tf.Tensor2D).shape;
    const indices = tf.stack([tf.range(0, rows, 1, "int32"), labels], 1); // [B, 2]
    (save as tf.GradSaveFunc)([labels]); // the caller may dispose of them before the backward pass
    return {
      // One [B, C] tensor, where a label mask takes three: this matters with 100,000 classes.
      value: tf.add(
        scores as tf.Tensor2D,
        tf.scatterND(indices, amount as tf.Tensor1D, [rows, classes]),
      ),
      gradFunc: (
        dy: tf.Tensor,
        [labels]: tf.Tensor[],
      ) => [dy, pick(dy as tf.Tensor2D, labels as tf.Tensor1D)],
    };
  });
  return op(scores, amount) as tf.Tensor2D;
}

/**
 * The true class's score of each row.
 *
 * @param scores `[B, C]`.
 * @param labels int32 `[B]`.
 * @returns `[B]`.
 */
export function atLabel(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const [images, classes] = scores.shape;
  checkLabelTensor(labels, { images, classes, where: "labels" });
  return pick(scores, labels);
}

function pick(scores: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const [rows, classes] = scores.shape;
    const offsets = tf.range(0, rows, 1, "int32").mul<tf.Tensor1D>(tf.scalar(classes, "int32")); // [B]
    const indices = offsets.add<tf.Tensor1D>(labels); // [B], row-major
    return tf.gather(scores.reshape<tf.Tensor1D>([rows * classes]), indices); // [B]
  });
}
