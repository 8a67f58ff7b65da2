import { tf } from "../tensorflow.ts";
import { NATIVE, replaceKernel, run } from "./native_backend.ts";

/**
 * Makes a reshape to the same shape and a cast to the same type pass their input through. tfjs's
 * gradients are full of both, and each would be a TensorFlow call: a fifth of all calls in a
 * training step. An actual reshape takes any type, bfloat16 too.
 */
export function skipIdentities(): void {
  replaceKernel("Reshape", () => ({ inputs: { x }, attrs }) => {
    const shape = tf.tensor1d(attrs!.shape as number[], "int32"),
      reshaped = run("Reshape", [x!, shape]);
    shape.dispose();
    return reshaped;
  });
  skip("Reshape", ({ x, shape }) => String(shape) === String(x.shape));
  skip("Cast", ({ x, dtype }) => dtype === x.dtype);
}

function skip(
  kernelName: string,
  changesNothing: (all: { x: tf.TensorInfo; shape?: number[]; dtype?: string }) => boolean,
): void {
  const identity = tf.getKernel("Identity", NATIVE)!;
  replaceKernel(
    kernelName,
    (stock) => (all) =>
      changesNothing({ x: all.inputs.x!, ...all.attrs }) ? identity.kernelFunc(all) : stock(all),
  );
}
