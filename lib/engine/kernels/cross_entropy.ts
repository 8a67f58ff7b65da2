import { tf } from "../tensorflow.ts";
import { hasKernel, NATIVE, runAll } from "./native_backend.ts";

const KERNEL = "RowCrossEntropy";

/**
 * Softmax cross-entropy of each row: −log p of its label.
 *
 * @param logits `[B, C]`.
 * @param labels int32 `[B]`, 0 … C − 1.
 * @returns `[B]`, in nats.
 */
export function rowCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return hasKernel(KERNEL) ? fusedCrossEntropy(logits, labels) : stockCrossEntropy(logits, labels);
}

/** The same from stock tfjs ops. */
export function stockCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return tf.tidy(() => {
    const [rows, classes] = logits.shape;
    const starts = tf.range(0, rows, 1, "int32").mul<tf.Tensor1D>(tf.scalar(classes, "int32")); // [B]
    const places = starts.add<tf.Tensor1D>(labels); // [B], row-major
    return tf.gather(tf.logSoftmax(logits).flatten(), places).neg();
  });
}

/**
 * TensorFlow's op returns the gradient p − y along with the value, so the backward pass only scales
 * it.
 */
function fusedCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const op = tf.customGrad((logits, save) => {
    const inputs = { logits: logits as tf.Tensor, labels };
    const [value, slope] = tf.engine().runKernel<tf.Tensor[]>(KERNEL, inputs); // [B], [B, C]
    (save as tf.GradSaveFunc)([slope]);
    return { value, gradFunc: (dy, [slope]) => slope.mul(dy.expandDims(1)) };
  });
  return op(logits) as tf.Tensor1D;
}

/** Registers TensorFlow's `SparseSoftmaxCrossEntropyWithLogits` as a tfjs kernel. */
export function registerCrossEntropy(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { logits, labels } }) =>
      runAll("SparseSoftmaxCrossEntropyWithLogits", [logits!, labels!], { outputs: 2 }),
  });
}
