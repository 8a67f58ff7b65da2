/** What TensorFlow's C library offers beneath the tfjs kernels: any of its ops by name. */
import { tf } from "../tensorflow.ts";
import type { NodeJSKernelBackend } from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js";

export type NativeBackend = NodeJSKernelBackend;

/** The name under which tfjs-node registers its backend and kernels. */
export const NATIVE = "tensorflow";

type Attributes = Parameters<NativeBackend["executeSingleOutput"]>[1];
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
  float(name: string, value: number): Attribute {
    return { name, type: this.#binding.TF_ATTR_FLOAT, value };
  }
  integers(name: string, value: number[]): Attribute {
    return { name, type: this.#binding.TF_ATTR_INT, value };
  }
  text(name: string, value: string): Attribute {
    return { name, type: this.#binding.TF_ATTR_STRING, value };
  }
  flag(name: string, value: boolean): Attribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }
}

/** Whether the active backend has this training kernel; where not, the stock ops serve. */
export function hasKernel(kernelName: string): boolean {
  return tf.getBackend() === NATIVE && tf.getKernel(kernelName, NATIVE) != null;
}
