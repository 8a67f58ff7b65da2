import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import { castTo } from "./bfloat16.ts";
import { dot, isWorthADot } from "./dot.ts";
import { hasKernel, NATIVE, nativeBackend, run } from "./native_backend.ts";

const KERNEL = "SharedPrelu", SLOPE = "SharedSlope";

/**
 * PReLU with one slope for the whole tensor: max(x, 0) + α·min(x, 0); gradients reach `x` and
 * `alpha`.
 *
 * Source: He et al., "Delving Deep into Rectifiers" (ICCV 2015), eq. 1, channel-shared.
 *
 * @param x Any shape.
 * @param alpha One number, in any shape of size 1.
 * @param options `sharesSlope`: leaves part of α's gradient to {@linkcode sharedSlope} of the
 * preceding batch norm. `half`: `x` is bfloat16.
 */
export function sharedPrelu(
  x: tf.Tensor,
  alpha: tf.Tensor,
  { sharesSlope = false, half = false } = {},
): tf.Tensor {
  return hasKernel(KERNEL)
    ? tf.engine().runKernel<tf.Tensor>(KERNEL, { x, alpha }, { sharesSlope, half })
    : stockPrelu(x, alpha);
}

/** Whether a batch norm and the PReLU after it can share the computation of α's gradient. */
export function canShareSlope(alpha: tf.Tensor): boolean {
  return chosenOps() === "fast" && hasKernel(KERNEL) && farFromOne(alpha);
}

/** Near α = 1, dividing differences of sums by 1 − α amplifies rounding too much. */
const farFromOne = (alpha: tf.Tensor) => Math.abs(1 - alpha.dataSync()[0]) > 0.3;

/**
 * Takes over the batch norm's part of the gradient of the PReLU after it. Σ dy·min(x, 0) = (⟨dy, x⟩
 * − ⟨dx, x⟩)/(1 − α), and since x = γ·x̂ + β, ⟨dx, x⟩ = ⟨dγ, γ⟩ + ⟨dβ, β⟩: two small products
 * instead of one as large as x. Max pooling in between changes neither.
 *
 * @param norm `gamma` and `beta` `[C]`, `alpha` of the PReLU.
 * @returns `gamma` and `beta`, through which the gradient of `alpha` flows.
 */
export function sharedSlope(
  { gamma, beta, alpha }: { gamma: tf.Tensor1D; beta: tf.Tensor1D; alpha: tf.Tensor },
): { gamma: tf.Tensor1D; beta: tf.Tensor1D } {
  const [gammaAgain, betaAgain] = tf.engine().runKernel<tf.Tensor1D[]>(SLOPE, {
    gamma,
    beta,
    alpha,
  });
  return { gamma: gammaAgain, beta: betaAgain };
}

/** Passes γ and β through unchanged. */
function registerSharedSlope(): void {
  const identity = tf.getKernel("Identity", NATIVE)!;
  tf.registerKernel({
    kernelName: SLOPE,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { gamma, beta }, backend }) =>
      [gamma, beta].map((x) =>
        identity.kernelFunc({ inputs: { x }, backend, attrs: {} }) as tf.TensorInfo
      ),
  });
  tf.registerGradient({
    kernelName: SLOPE,
    inputsToSave: ["gamma", "beta", "alpha"],
    gradFunc: (dys, [gamma, beta, alpha]) => {
      const [dGamma, dBeta] = dys as tf.Tensor[];
      const inputs = () => dGamma.mul(gamma).sum().add(dBeta.mul(beta).sum()); // ⟨dx, x⟩
      return {
        gamma: () => dGamma,
        beta: () => dBeta,
        alpha: () => tf.tidy(() => inputs().div(alpha.sub(1)).reshape(alpha.shape)), // −⟨dx, x⟩/(1 − α)
      };
    },
  });
}

/** The same from stock tfjs ops. */
export function stockPrelu(x: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  return tf.prelu(x, alpha.reshape(new Array(x.rank).fill(1)));
}

/**
 * Registers TensorFlow's `LeakyRelu` and its gradient as a tfjs kernel. CPU only: the op takes α as
 * a number, and reading it back would stall a GPU.
 */
export function registerFusedPrelu(): void {
  registerSharedSlope();
  const slope = (alpha: tf.TensorInfo) => ({
    alpha: nativeBackend().readSync(alpha.dataId)[0] as number,
  });
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, alpha } }) => run("LeakyRelu", [x!], slope(alpha!)),
  });
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ["x", "alpha"],
    gradFunc: (dy, [x, alpha], { sharesSlope, half }) => {
      const dx = run("LeakyReluGrad", [dy as tf.Tensor, x], slope(alpha));
      const ofAlpha = half ? halfSlopeGradient : sharesSlope ? slopeShare : slopeGradient;
      return {
        x: () => dx,
        alpha: () => tf.tidy(() => ofAlpha(dy as tf.Tensor, { x, dx, alpha })),
      };
    },
  });
}

interface Slope {
  x: tf.Tensor;
  dx: tf.Tensor;
  alpha: tf.Tensor;
}

/**
 * The bfloat16 gradients of {@linkcode sharedPrelu}, from its output, which has its input's signs
 * while α > 0.
 *
 * @returns With respect to the input and α.
 */
export function gradientsFromActivated(
  dy: tf.Tensor,
  { y, alpha }: { y: tf.Tensor; alpha: tf.Tensor },
): tf.Tensor[] {
  const dx = run("LeakyReluGrad", [dy, y], {
    alpha: nativeBackend().readSync(alpha.dataId)[0] as number,
  });
  return [dx, tf.tidy(() => halfSlopeGradient(dy, { x: y, dx, alpha }).div(alpha))]; // min(y, 0) = α·min(x, 0)
}

/** Σ dy·min(x, 0), in the shape of α. */
function slopeGradient(dy: tf.Tensor, { x, dx, alpha }: Slope): tf.Tensor {
  // ⟨dy, x⟩ sums over all x, ⟨dx, x⟩ has the negative ones times α: two products that store
  // nothing.
  const byProducts = chosenOps() === "fast" && isWorthADot(x) && farFromOne(alpha);
  const sum = byProducts
    ? dot(dy, x).sub(dot(dx, x)).div(tf.sub(1, alpha.reshape([])))
    : tf.minimum(x, 0).mul(dy).sum();
  return sum.reshape(alpha.shape);
}

/**
 * The same for bfloat16. Only the sum is rounded to it, so it must not be a difference of two sums.
 */
function halfSlopeGradient(dy: tf.Tensor, { x, alpha }: Slope): tf.Tensor {
  const negative = run("Minimum", [x, castTo("bfloat16", tf.scalar(0))]);
  return castTo("float32", dot(negative, dy)).reshape(alpha.shape);
}

/** The part not covered by {@linkcode sharedSlope}: ⟨dy, x⟩/(1 − α). */
function slopeShare(dy: tf.Tensor, { x, alpha }: Slope): tf.Tensor {
  const product = isWorthADot(x) ? dot(dy, x) : dy.mul(x).sum();
  return product.reshape(alpha.shape).div(tf.sub(1, alpha));
}
