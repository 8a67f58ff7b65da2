/** Access to TensorFlow's C library underneath the tfjs kernels: any of its ops by name. */
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
 * Run one of TensorFlow's ops by name.
 *
 * The inputs' types are not among the attributes: TensorFlow infers them, so one call serves
 * float32 and bfloat16 alike.
 */
export function run(op: string, inputs: tf.TensorInfo[], attributes: Attributes = {}): tf.Tensor {
  return nativeBackend().executeSingleOutput(op, attributes as never, inputs); // by name
}

/** Run one with several outputs, or none. */
export function runAll(
  op: string,
  inputs: tf.TensorInfo[],
  { outputs, ...attributes }: Attributes & { outputs: number },
): tf.Tensor[] {
  return nativeBackend().executeMultipleOutputs(op, attributes as never, inputs, outputs);
}

/** Whether the active backend has this training kernel; if not, stock ops are used. */
export function hasKernel(kernelName: string): boolean {
  return tf.getBackend() === NATIVE && tf.getKernel(kernelName, NATIVE) != null;
}

/**
 * The kernel to run: oneDNN's if chosen and available, else the plain one, else none: stock ops are
 * used.
 */
export function kernelOf({ plain, fast }: { plain: string; fast: string }): string | undefined {
  const wanted = chosenOps() === "fast" ? [fast, plain] : [plain];
  return wanted.find(hasKernel);
}

/**
 * oneDNN's ops are meant for graphs, where TensorFlow inserts them itself; this attribute allows
 * calling them by name.
 */
export const oneDnnMark = { _kernel: "MklNameChangeOp" } as const;

/** The result of a test computation, or nothing if one of its ops is unknown. */
export function attempt<T>(computation: () => T): T | undefined {
  try {
    return computation();
  } catch {
    return undefined;
  }
}

type KernelFunc = NonNullable<ReturnType<typeof tf.getKernel>>["kernelFunc"];

/** Replaces one of tfjs-node's kernels by a function, which gets the original. */
export function replaceKernel(
  kernelName: string,
  replacement: (stock: KernelFunc) => KernelFunc,
): void {
  const stock = tf.getKernel(kernelName, NATIVE)!;
  tf.unregisterKernel(kernelName, NATIVE);
  tf.registerKernel({ ...stock, kernelFunc: replacement(stock.kernelFunc) });
}
