import { tf } from "../tensorflow.ts";
import { attempt, kernelOf, NATIVE, oneDnnMark, run, runAll } from "./native_backend.ts";

const PLAIN = "TrainingConv2D", ONE_DNN = "OneDnnConv2D";

/**
 * Convolution with stride 1 and no padding.
 *
 * @param x `[B, H, W, I]`.
 * @param kernel `[h, w, I, O]`.
 * @returns `[B, H − h + 1, W − w + 1, O]`.
 */
export function validConv2d(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const name = kernelOf({ plain: PLAIN, fast: ONE_DNN });
  return name ? tf.engine().runKernel<tf.Tensor4D>(name, { x, kernel }) : stockConv2d(x, kernel);
}

/** The same from stock tfjs ops. */
export function stockConv2d(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  return tf.conv2d(x, kernel, 1, "valid");
}

/** A convolution and its two gradients. */
interface Convolution {
  forward: (x: tf.TensorInfo, kernel: tf.TensorInfo) => tf.Tensor;
  inputGradient: (dy: tf.Tensor, options: { kernel: tf.Tensor; shape: number[] }) => tf.Tensor;
  kernelGradient: (dy: tf.Tensor, options: { x: tf.Tensor; shape: number[] }) => tf.Tensor;
}

function register(name: string, { forward, inputGradient, kernelGradient }: Convolution): void {
  tf.registerKernel({
    kernelName: name,
    backendName: NATIVE,
    kernelFunc: ({ inputs: { x, kernel } }) => forward(x!, kernel!),
  });
  tf.registerGradient({
    kernelName: name,
    inputsToSave: ["x", "kernel"],
    gradFunc: (dy, [x, kernel]) => ({
      x: () => tf.tidy(() => inputGradient(dy as tf.Tensor, { kernel, shape: x.shape })),
      kernel: () => tf.tidy(() => kernelGradient(dy as tf.Tensor, { x, shape: kernel.shape })),
    }),
  });
}

const common = { strides: [1, 1, 1, 1], data_format: "NHWC" } as const;
const valid = { ...common, padding: "VALID" } as const;

/**
 * Registers TensorFlow's convolution as a tfjs kernel whose input gradient is a convolution too: of
 * the output's gradient, padded on all sides, with the kernel rotated by 180° and its channels
 * swapped. On processors without AVX-512 that takes half the time of `Conv2DBackpropInput`, on
 * others about the same; a GPU has its own algorithm for that op.
 *
 * Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), section
 * 4.3.
 */
export function registerConv2d({ device }: { device: "gpu" | "cpu" }): void {
  register(PLAIN, {
    forward: (x, kernel) => run("Conv2D", [x, kernel], valid),
    inputGradient: (dy, { kernel, shape }) => {
      if (device === "gpu") {
        return run("Conv2DBackpropInput", [tf.tensor1d(shape, "int32"), kernel, dy], valid);
      }
      const [rows, columns] = [kernel.shape[0] - 1, kernel.shape[1]! - 1];
      const around = [0, 0, rows, rows, columns, columns, 0, 0];
      const turned = kernel.reverse([0, 1]).transpose([0, 1, 3, 2]); // [h, w, O, I]
      return run("Conv2D", [dy, turned], {
        ...common,
        padding: "EXPLICIT",
        explicit_paddings: around,
      });
    },
    kernelGradient: (dy, { x, shape }) =>
      run("Conv2DBackpropFilter", [x, tf.tensor1d(shape, "int32"), dy], valid),
  });
}

const oneDnn = { ...valid, ...oneDnnMark };

/** A convolution with a bias `[O]`. */
interface BiasedConvolution extends Convolution {
  biased: (x: tf.TensorInfo, kernel: tf.TensorInfo, bias: tf.TensorInfo) => tf.Tensor;
  /** Followed by PReLU with this slope. */
  activated: (inputs: tf.TensorInfo[], options: { alpha: number; half: boolean }) => tf.Tensor;
  /** @returns With respect to kernel and bias. */
  biasedGradients: (
    dy: tf.Tensor,
    options: { x: tf.Tensor; shape: number[]; half: boolean },
  ) => tf.Tensor[];
}

/** oneDNN's own convolution and gradients. */
export const oneDnnConvolution: BiasedConvolution = {
  forward: (x, kernel) => run("_MklNativeConv2D", [x, kernel], oneDnn),
  biased: (x, kernel, bias) => run("_MklNativeConv2DWithBias", [x, kernel, bias], oneDnn),
  activated: (inputs, { alpha, half }) => {
    const types = { TArgs: [half ? "bfloat16" : "float32"], num_args: 1, num_host_args: 0 };
    const fused = { fused_ops: ["BiasAdd", "LeakyRelu"], leakyrelu_alpha: alpha, epsilon: 0 };
    return run("_MklNativeFusedConv2D", inputs, { ...oneDnn, ...types, ...fused });
  },
  inputGradient: (dy, { kernel, shape }) =>
    run("_MklNativeConv2DBackpropInput", [tf.tensor1d(shape, "int32"), kernel, dy], oneDnn),
  kernelGradient: (dy, { x, shape }) =>
    run("_MklNativeConv2DBackpropFilter", [x, tf.tensor1d(shape, "int32"), dy], oneDnn),
  biasedGradients: (dy, { x, shape, half }) => {
    const inputs = [x, tf.tensor1d(shape, "int32"), dy];
    // One op for both takes longer in float32, but TensorFlow's BiasAddGrad sums bfloat16 in
    // bfloat16: over 100,000 numbers the result is useless.
    if (half) {
      return runAll("_MklNativeConv2DBackpropFilterWithBias", inputs, { ...oneDnn, outputs: 2 });
    }
    const bias = run("BiasAddGrad", [dy], { data_format: "NHWC" });
    return [run("_MklNativeConv2DBackpropFilter", inputs, oneDnn), bias];
  },
};

/**
 * Registers oneDNN's own convolution and gradients, if this build of TensorFlow has them. Outside
 * graphs TensorFlow uses im2col instead, which takes three times as long for the first layer's
 * single channel.
 *
 * @returns Whether they are available.
 */
export function registerOneDnnConv2d(): boolean {
  if (!worksHere(oneDnnConvolution)) return false;
  register(ONE_DNN, oneDnnConvolution);
  return true;
}

/**
 * On one 2×2 image: an unknown op throws, and one with different semantics gives different numbers.
 */
function worksHere({ forward, inputGradient, kernelGradient }: Convolution): boolean {
  return attempt(() =>
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]),
        kernel = tf.tensor4d([1, 10], [1, 2, 1, 1]);
      const y = forward(x, kernel); // [21, 43]
      const dx = inputGradient(y, { kernel, shape: x.shape }); // [21, 210, 43, 430]
      const dKernel = kernelGradient(y, { x, shape: kernel.shape }); // [1·21 + 3·43, 2·21 + 4·43]
      const got = tf.concat([y, dx, dKernel].map((tensor) => tensor.flatten())).dataSync();
      return String(got) === "21,43,21,210,43,430,150,214";
    })
  ) ?? false;
}
