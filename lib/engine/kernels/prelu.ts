import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import { dot, hasDot } from "./dot.ts";
import { AttributeWriter, hasKernel, NATIVE, type NativeBackend } from "./native_backend.ts";

const KERNEL = "SharedPrelu";

/**
 * PReLU with one slope for the whole tensor: max(x, 0) + α·min(x, 0); gradients reach `x` and `alpha`.
 *
 * Source: He et al., "Delving Deep into Rectifiers" (ICCV 2015), eq. 1, channel-shared.
 *
 * @param x Any shape.
 * @param alpha One number, in any shape of size 1.
 */
export function sharedPrelu(x: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  return hasKernel(KERNEL) ? tf.engine().runKernel<tf.Tensor>(KERNEL, { x, alpha }) : stockPrelu(x, alpha);
}

/** The same from stock tfjs ops. */
export function stockPrelu(x: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  return tf.prelu(x, alpha.reshape(new Array(x.rank).fill(1)));
}

/**
 * Registers TensorFlow's `LeakyRelu` and its gradient as a tfjs kernel. For the CPU device only: the op takes α as a number,
 * and reading that number back would make a GPU wait.
 */
export function registerFusedPrelu(backend: NativeBackend): void {
  const write = new AttributeWriter(backend);
  const attributes = (alpha: tf.TensorInfo) => [
    write.float32Type("T"),
    write.float("alpha", backend.readSync(alpha.dataId)[0] as number),
  ];
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, alpha } }) => backend.executeSingleOutput("LeakyRelu", attributes(alpha!), [x!]),
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ["x", "alpha"],
    gradFunc: (dy, [x, alpha]) => {
      const dx = backend.executeSingleOutput("LeakyReluGrad", attributes(alpha), [dy as tf.Tensor, x]);
      return { x: () => dx, alpha: () => tf.tidy(() => slopeGradient(dy as tf.Tensor, { x, dx, alpha })) };
    },
  });
}

/** Σ dy·min(x, 0), in the shape of α. */
function slopeGradient(
  dy: tf.Tensor,
  { x, dx, alpha }: { x: tf.Tensor; dx: tf.Tensor; alpha: tf.Tensor },
): tf.Tensor {
  const rest = 1 - alpha.dataSync()[0];
  // ⟨dy, x⟩ sums over all x, ⟨dx, x⟩ has the negative ones times α: two products that write nothing, and round too coarsely near α = 1.
  const byProducts = chosenOps() === "fast" && hasDot(x) && Math.abs(rest) > 0.3;
  const sum = byProducts ? dot(dy, x).sub(dot(dx, x)).div(rest) : tf.minimum(x, 0).mul(dy).sum();
  return sum.reshape(alpha.shape);
}
