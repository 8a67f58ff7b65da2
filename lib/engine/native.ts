/** Starts TensorFlow's C library as the tfjs backend. */
import { createRequire } from "node:module";
import util from "node:util";
import { withoutStderr } from "./_quiet.ts";
import type { NativeEngine } from "./install/mod.ts";
import { tf } from "./tensorflow.ts";
import { NATIVE, type NativeBackend } from "./kernels/native_backend.ts";
import { registerFusedBatchNorm, registerOneDnnBatchNorm } from "./kernels/batch_norm.ts";
import { registerConv2d, registerOneDnnConv2d } from "./kernels/conv2d.ts";
import { registerCrossEntropy } from "./kernels/cross_entropy.ts";
import { registerOneDnnMatMul } from "./kernels/mat_mul.ts";
import { skipIdentities } from "./kernels/identities.ts";
import { registerUnpackBytes } from "./kernels/unpack_bytes.ts";
import { registerFusedPrelu } from "./kernels/prelu.ts";
import { registerOneDnnMaxPool } from "./kernels/max_pool.ts";
import { registerNormalizedMaxPool } from "./kernels/normalized_max_pool.ts";
import { registerOneDnnBiasedConv2d } from "./kernels/normalized_conv2d.ts";

/** What came up. */
export interface StartedNative {
  device: "gpu" | "cpu";
  /** Which of oneDNN's own ops are here. */
  oneDnn: Record<
    "maxPool" | "convolution" | "batchNorm" | "matMul" | "biasedConvolution" | "normalizedMaxPool",
    boolean
  >;
}

/**
 * Load the addon and make it tfjs's backend, with the fused training kernels.
 *
 * @throws When the addon or a library beneath it does not load.
 */
export async function startNative(engine: NativeEngine): Promise<StartedNative> {
  prepareEnvironment();
  await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/register_all_kernels.js");
  const { NodeJSKernelBackend } = await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js");
  const binding = withoutStderr(() => createRequire(import.meta.url)(engine.addon));
  const backend: NativeBackend = new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu");
  tf.registerBackend(NATIVE, () => backend, 3);
  if (!await tf.setBackend(NATIVE)) throw new Error("TensorFlow's backend did not start");
  const device = backend.isUsingGpuDevice ? "gpu" : "cpu";
  skipIdentities();
  registerFusedBatchNorm(backend);
  registerCrossEntropy(backend);
  registerUnpackBytes(backend);
  if (device === "cpu") registerCpuKernels(backend);
  const here = (register: (backend: NativeBackend) => boolean) => device === "cpu" && register(backend);
  const oneDnn = {
    maxPool: here(registerOneDnnMaxPool),
    convolution: here(registerOneDnnConv2d),
    batchNorm: here(registerOneDnnBatchNorm),
    matMul: here(registerOneDnnMatMul),
    biasedConvolution: here(registerOneDnnBiasedConv2d),
    normalizedMaxPool: here(registerNormalizedMaxPool),
  };
  return { device, oneDnn };
}

function registerCpuKernels(backend: NativeBackend): void {
  registerConv2d(backend);
  registerFusedPrelu(backend);
}

/** Settings that TensorFlow reads when its library loads, and one function that tfjs-node misses in today's `node:util`. */
function prepareEnvironment(): void {
  // Keeps freed memory: on virtual machines a fresh page costs more than most ops do.
  setUnlessGiven("TF_CPU_ALLOCATOR_USE_BFC", "1");
  setUnlessGiven("TF_CPP_MIN_LOG_LEVEL", "3");
  const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function setUnlessGiven(name: string, value: string): void {
  if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
}
