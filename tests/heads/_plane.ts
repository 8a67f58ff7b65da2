/** Three classes in the plane, for tests that check a head against its formula. */
import { tf } from "../../lib/engine/mod.ts";
import { crossEntropy } from "../../lib/losses/mod.ts";
import type { Head } from "../../lib/types.ts";

export const CLASSES = 3;
export const sizes = { classes: CLASSES, embeddingSize: 2, seed: 3 };

/** Of the prototypes, radians. */
export const ANGLES = [0, 1.9, 3.7];

/** Of the embeddings that are tried. */
export const RADIUS = 1.7;

export const circle = (
  angle: number,
  radius = 1,
) => [radius * Math.cos(angle), radius * Math.sin(angle)];
export const labelsOf = (values: number[]) => tf.tensor1d(values, "int32");

/**
 * A head's loss, and its gradients to embeddings and variables, where a formula may break: class 0's
 * embeddings at θ = 0 and π, of norms 0, 1e-8 and 1e4.
 */
export function extremeValues(head: Head): number[] {
  return tf.tidy(() => {
    const x = tf.tensor2d([
      circle(0),
      circle(Math.PI),
      circle(0.3, 0),
      circle(0.3, 1e-8),
      circle(0.3, 1e4),
      circle(0, 1e4),
    ]);
    const labels = labelsOf(Array(x.shape[0]).fill(0));
    const lossOf = (x: tf.Tensor) =>
      crossEntropy(head.marginLogits(x as tf.Tensor2D, labels), labels);
    const { value, grad } = tf.valueAndGrad(lossOf)(x);
    const { grads } = tf.variableGrads(() => lossOf(x), head.variables);
    return [value, grad, ...Object.values(grads)].flatMap((tensor) => [...tensor.dataSync()]);
  });
}
