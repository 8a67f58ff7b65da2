import { tf } from "../tensorflow.ts";
import { oneDnnMark, runAll } from "./native_backend.ts";

/** TensorFlow's or oneDNN's batch norm with the batch's own statistics, and its gradient. */
export interface BatchNorm {
  /**
   * @returns y, mean, unbiased variance, and three reserve spaces for the gradient, the first two
   * being mean and variance.
   */
  forward: (inputs: tf.TensorInfo[], epsilon: number) => tf.Tensor[];
  /**
   * @param inputs dy, x, gamma, and the three reserve spaces.
   * @returns With respect to x, gamma and beta.
   */
  backward: (inputs: tf.TensorInfo[], epsilon: number) => tf.Tensor[];
}

/** TensorFlow's own ops, or oneDNN's. */
export function fusedBatchNormOps({ oneDnn }: { oneDnn: boolean }): BatchNorm {
  const prefix = oneDnn ? "_MklNative" : "";
  const common = { data_format: "NHWC", is_training: true, ...(oneDnn ? oneDnnMark : {}) };
  return {
    forward: ([x, gamma, beta], epsilon) => {
      const none = tf.tensor1d([]);
      const attributes = { ...common, epsilon, exponential_avg_factor: 1, outputs: 6 };
      const all = runAll(`${prefix}FusedBatchNormV3`, [x, gamma, beta, none, none], attributes);
      none.dispose();
      return all;
    },
    backward: (inputs, epsilon) => {
      const gradients = runAll(`${prefix}FusedBatchNormGradV3`, inputs, {
        ...common,
        epsilon,
        outputs: 5,
      });
      tf.dispose(gradients.slice(3));
      return gradients.slice(0, 3);
    },
  };
}
