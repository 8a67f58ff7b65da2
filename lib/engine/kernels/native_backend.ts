/** What TensorFlow's C library offers beneath the tfjs kernels: any of its ops by name. */
import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import type { NodeJSKernelBackend } from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js";

export type NativeBackend = NodeJSKernelBackend;

/** The name under which tfjs-node registers its backend and kernels. */
export const NATIVE = "tensorflow";

export type Attributes = Parameters<NativeBackend["executeSingleOutput"]>[1];
type Attribute = Attributes[number];

/** Builds op attributes in the binary form that the addon takes. */
export class AttributeWriter {
  readonly #binding: NativeBackend["binding"];

  constructor(backend: NativeBackend) {
    this.#binding = backend.binding;
  }

  float32Type(name: string): Attribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#binding.TF_FLOAT };
  }
  int32Type(name: string): Attribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#binding.TF_INT32 };
  }
  byteType(name: string): Attribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#binding.TF_UINT8 };
  }
  float(name: string, value: number): Attribute {
    return { name, type: this.#binding.TF_ATTR_FLOAT, value };
  }
  integers(name: string, value: number[]): Attribute {
    return { name, type: this.#binding.TF_ATTR_INT, value };
  }
  text(name: string, value: string): Attribute {
    return { name, type: this.#binding.TF_ATTR_STRING, value };
  }
  shape(name: string, value: number[]): Attribute {
    return { name, type: this.#binding.TF_ATTR_SHAPE, value };
  }
  flag(name: string, value: boolean): Attribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }
}

/** Whether the active backend has this training kernel; where not, the stock ops serve. */
export function hasKernel(kernelName: string): boolean {
  return tf.getBackend() === NATIVE && tf.getKernel(kernelName, NATIVE) != null;
}

/** The kernel to run: oneDNN's where it is chosen and here, else the plain one, else none: the stock ops serve. */
export function kernelOf({ plain, fast }: { plain: string; fast: string }): string | undefined {
  const wanted = chosenOps() === "fast" ? [fast, plain] : [plain];
  return wanted.find(hasKernel);
}

/** oneDNN's ops are meant for graphs, where TensorFlow puts them in itself; this attribute lets them be called by name. */
export function oneDnnMark(write: AttributeWriter): Attribute {
  return write.text("_kernel", "MklNameChangeOp");
}

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
export function replaceKernel(kernelName: string, replacement: (stock: KernelFunc) => KernelFunc): void {
  const stock = tf.getKernel(kernelName, NATIVE)!;
  tf.unregisterKernel(kernelName, NATIVE);
  tf.registerKernel({ ...stock, kernelFunc: replacement(stock.kernelFunc) });
}
