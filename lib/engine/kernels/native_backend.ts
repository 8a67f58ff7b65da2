/** What TensorFlow's C library offers beneath the tfjs kernels: any of its ops by name. */
import { chosenOps } from "../op_set.ts";
import type { Attributes } from "../c/mod.ts";
import { tf } from "../tensorflow.ts";
import type { NodeJSKernelBackend } from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js";

/** tfjs-node's backend over TensorFlow's C API. */
export type NativeBackend = NodeJSKernelBackend;

/** The name under which tfjs-node registers its backend and kernels. */
export const NATIVE = "tensorflow";

/** The native backend, started or not. */
export function nativeBackend(): NativeBackend {
  return tf.findBackend(NATIVE) as NativeBackend;
}

/**
 * Run one of TensorFlow's ops by its name.
 *
 * Types that the inputs have are not among the attributes: TensorFlow takes them from there, and so
 * an op serves float32 and bfloat16 alike.
 */
export function run(op: string, inputs: tf.TensorInfo[], attributes: Attributes = {}): tf.Tensor {
  return nativeBackend().executeSingleOutput(op, attributes as never, inputs); // our binding takes them by name
}

/** Run one that has several results, or none. */
export function runAll(
  op: string,
  inputs: tf.TensorInfo[],
  { outputs, ...attributes }: Attributes & { outputs: number },
): tf.Tensor[] {
  return nativeBackend().executeMultipleOutputs(op, attributes as never, inputs, outputs);
}

/** Whether the active backend has this training kernel; where not, the stock ops serve. */
export function hasKernel(kernelName: string): boolean {
  return tf.getBackend() === NATIVE && tf.getKernel(kernelName, NATIVE) != null;
}

/**
 * The kernel to run: oneDNN's where it is chosen and here, else the plain one, else none: the stock
 * ops serve.
 */
export function kernelOf({ plain, fast }: { plain: string; fast: string }): string | undefined {
  const wanted = chosenOps() === "fast" ? [fast, plain] : [plain];
  return wanted.find(hasKernel);
}

/**
 * oneDNN's ops are meant for graphs, where TensorFlow puts them in itself; this attribute lets them
 * be called by name.
 */
export const oneDnnMark = { _kernel: "MklNameChangeOp" } as const;

/** What a test computation gives, or nothing where an op of it is unknown. */
export function attempt<T>(computation: () => T): T | undefined {
  try {
    return computation();
  } catch {
    return undefined;
  }
}

type KernelFunc = NonNullable<ReturnType<typeof tf.getKernel>>["kernelFunc"];

/** Puts a function in place of a kernel that tfjs-node brings; it gets the one that stood there. */
export function replaceKernel(
  kernelName: string,
  replacement: (stock: KernelFunc) => KernelFunc,
): void {
  const stock = tf.getKernel(kernelName, NATIVE)!;
  tf.unregisterKernel(kernelName, NATIVE);
  tf.registerKernel({ ...stock, kernelFunc: replacement(stock.kernelFunc) });
}
