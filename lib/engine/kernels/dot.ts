import { tf } from "../tensorflow.ts";
import { attempt, AttributeWriter, hasKernel, NATIVE, type NativeBackend, oneDnnMark } from "./native_backend.ts";

const KERNEL = "OneDnnDot";

// Tried from 4 to 128 on 22 million numbers: narrower ones round more coarsely, wider ones compute more that is not needed.
const COLUMNS = 16;
// Below, products and a sum are as fast.
const WORTH_IT = 1 << 20;

/** Whether {@linkcode dot} takes tensors of this size here. */
export function hasDot({ size }: tf.Tensor): boolean {
  return size >= WORTH_IT && size % COLUMNS === 0 && hasKernel(KERNEL);
}

/** Σ a·b without writing the products: the trace of a matrix product of both as `[size / 16, 16]`. */
export function dot(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const [columns, others] = [a, b].map((tensor) => tensor.reshape([-1, COLUMNS])); // [size / 16, 16]
    const product = tf.engine().runKernel<tf.Tensor2D>(KERNEL, { columns, others }); // [16, 16]
    return product.mul(tf.eye(COLUMNS)).sum<tf.Scalar>();
  });
}

/**
 * Registers oneDNN's matrix product of a long transposed matrix with another, where this build of TensorFlow has it: half the time of
 * TensorFlow's own.
 *
 * @returns Whether it is there.
 */
export function registerOneDnnDot(backend: NativeBackend): boolean {
  const write = new AttributeWriter(backend);
  const attributes = [
    write.float32Type("T"),
    write.flag("transpose_a", true),
    write.flag("transpose_b", false),
    oneDnnMark(write),
  ];
  const product = (a: tf.TensorInfo, b: tf.TensorInfo) => backend.executeSingleOutput("_MklMatMul", attributes, [a, b]);
  if (!worksHere(product)) return false;
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { columns, others } }) => product(columns!, others!),
  });
  return true;
}

/** An unknown op throws, and an op of another meaning gives other numbers. */
function worksHere(product: (a: tf.TensorInfo, b: tf.TensorInfo) => tf.Tensor): boolean {
  return attempt(() =>
    tf.tidy(() => {
      const a = tf.tensor2d([1, 2, 3, 4], [2, 2]), b = tf.tensor2d([1, 10, 100, 1000], [2, 2]);
      return String(product(a, b).dataSync()) === "301,3010,402,4020"; // aᵀ·b
    })
  ) ?? false;
}
