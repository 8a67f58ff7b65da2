import { tf } from "./tensorflow.ts";

/**
 * Make WebGPU tfjs's backend.
 *
 * @returns The adapter's name, or undefined if there is none.
 */
export async function startWebGpu(): Promise<string | undefined> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return undefined;
  await import("npm:@tensorflow/tfjs-backend-webgpu@4.22.0");
  if (!await tf.setBackend("webgpu")) return undefined;
  return adapter.info.description || adapter.info.vendor || "unnamed adapter";
}
