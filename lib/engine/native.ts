/** Starts TensorFlow's C library as the tfjs backend. */
import util from "node:util";
import { withoutStderr } from "./_quiet.ts";
import type { NativeEngine } from "./install/mod.ts";
import { EagerContext } from "./c/mod.ts";
import { tf } from "./tensorflow.ts";
import { wantedThreads } from "./threads.ts";
import { tfjsBinding } from "./tfjs_binding.ts";
import { NATIVE, type NativeBackend } from "./kernels/native_backend.ts";
import { registerFusedBatchNorm, registerOneDnnBatchNorm } from "./kernels/batch_norm.ts";
import { registerBfloat16 } from "./kernels/bfloat16.ts";
import { registerConv2d, registerOneDnnConv2d } from "./kernels/conv2d.ts";
import { registerCrossEntropy } from "./kernels/cross_entropy.ts";
import { registerOneDnnMatMul } from "./kernels/mat_mul.ts";
import { skipIdentities } from "./kernels/identities.ts";
import { registerUnpackBytes } from "./kernels/unpack_bytes.ts";
import { registerFusedPrelu } from "./kernels/prelu.ts";
import { registerOneDnnMaxPool } from "./kernels/max_pool.ts";
import { registerOneDnnBiasedConv2d } from "./kernels/biased_conv2d.ts";
import { registerChannelSquares } from "./kernels/channel_squares.ts";

/** What came up. */
export interface StartedNative {
  device: "gpu" | "cpu";
  /** Threads per op: one per core, or as many as `MARGIN_THREADS` says. */
  threads: number;
  /** Which of oneDNN's own ops are here. */
  oneDnn: Record<"maxPool" | "convolution" | "batchNorm" | "matMul" | "biasedConvolution", boolean>;
}

/**
 * Load the library as tfjs's backend, with the fused training kernels.
 *
 * @throws When the library, or one it depends on, does not load.
 */
export async function startNative(engine: NativeEngine): Promise<StartedNative> {
  const threads = wantedThreads();
  prepareEnvironment();
  await import("npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/register_all_kernels.js");
  const { NodeJSKernelBackend } = await import(
    "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js"
  );
  const tensorFlow = withoutStderr(() =>
    new EagerContext(engine.library, { growGpuMemory: true, threads })
  );
  const backend: NativeBackend = new NodeJSKernelBackend(
    tfjsBinding(tensorFlow),
    "@tensorflow/tfjs-node-gpu",
  );
  tf.registerBackend(NATIVE, () => backend, 3);
  if (!await tf.setBackend(NATIVE)) throw new Error("TensorFlow's backend did not start");
  const device = backend.isUsingGpuDevice ? "gpu" : "cpu";
  return {
    device,
    threads: threads ?? navigator.hardwareConcurrency,
    oneDnn: registerKernels(device),
  };
}

/** @returns Which of oneDNN's own ops are here. */
function registerKernels(device: StartedNative["device"]): StartedNative["oneDnn"] {
  skipIdentities();
  registerFusedBatchNorm();
  registerCrossEntropy();
  registerUnpackBytes();
  registerBfloat16();
  registerChannelSquares();
  registerConv2d({ device });
  if (device === "cpu") registerFusedPrelu();
  const here = (register: () => boolean) => device === "cpu" && register();
  return {
    maxPool: here(registerOneDnnMaxPool),
    convolution: here(registerOneDnnConv2d),
    batchNorm: here(registerOneDnnBatchNorm),
    matMul: here(registerOneDnnMatMul),
    biasedConvolution: here(registerOneDnnBiasedConv2d),
  };
}

/**
 * Settings that TensorFlow reads when its library loads, and one function that tfjs-node needs and
 * today's `node:util` lacks.
 */
function prepareEnvironment(): void {
  // Keeps freed memory: on virtual machines a fresh page costs more than most ops.
  setUnlessGiven("TF_CPU_ALLOCATOR_USE_BFC", "1");
  setUnlessGiven("TF_CPP_MIN_LOG_LEVEL", "3");
  const legacy = util as unknown as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function setUnlessGiven(name: string, value: string): void {
  if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
}
