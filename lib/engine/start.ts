/** Chooses and starts the engine: native TensorFlow (GPU, then CPU), WebGPU, tfjs on the CPU. */
import { InputError, messageOf } from "../errors.ts";
import { isDeno, runtimeVersion } from "../platform.ts";
import { findNativeEngine } from "./install/mod.ts";
import { wantedEngine } from "./names.ts";
import { chooseOps, chosenOps, wantedOps } from "./op_set.ts";
import { type StartedNative, startNative } from "./native.ts";
import { tf } from "./tensorflow.ts";
import { wantedThreads } from "./threads.ts";
import { startWebGpu } from "./webgpu.ts";

/** Which engine runs, for logs and for the first cell of a notebook. */
export interface EngineInfo {
  /** TensorFlow's C library, WebGPU, or tfjs's own JavaScript. */
  backend: "native" | "webgpu" | "cpu";
  /** Where tensors are kept. */
  device: "gpu" | "cpu";
  /** One line: what runs, why, and how to get a faster one. */
  description: string;
  /** Of the runtime, tfjs and, if it runs, TensorFlow. */
  versions: Record<string, string>;
  /** Op variants in use; another run gives the same numbers only with the same variants. */
  variants: Record<string, string>;
}

const SETUP_HINT = "run `deno task setup` in the library's repository for native TensorFlow";

/** Start the engine that `MARGIN_ENGINE` names, or the fastest one available. */
export async function startEngine(): Promise<EngineInfo> {
  const wanted = wantedEngine();
  chooseOps(wantedOps());
  wantedThreads(); // a wrong number is rejected whichever engine starts
  const why: string[] = [];
  if (wanted === "auto" || wanted === "native") {
    const info = await tryNative(why);
    if (info) return info;
    if (wanted === "native") throw new InputError(`engine native: ${why.join("; ")}`);
  }
  if (wanted === "auto" || wanted === "webgpu") {
    const info = await tryWebGpu(why);
    if (info) return info;
    if (wanted === "webgpu") {
      throw new InputError(`engine webgpu: ${why.join("; ")}; choose native or cpu`);
    }
  }
  return startStockCpu(why);
}

async function tryNative(why: string[]): Promise<EngineInfo | undefined> {
  if (!isDeno) {
    why.push("native TensorFlow needs Deno");
    return undefined;
  }
  const engine = findNativeEngine();
  if (!engine) {
    why.push(`native TensorFlow is not installed: ${SETUP_HINT}`);
    return undefined;
  }
  try {
    const started = await startNative(engine);
    const { device } = started;
    const versions = { ...baseVersions(), tensorflow: engine.tensorflow };
    const description = `native TensorFlow ${engine.tensorflow} on the ${device.toUpperCase()}`;
    return {
      backend: "native",
      device,
      description,
      versions,
      get variants() {
        return nativeVariants(started); // they follow chooseOps()
      },
    };
  } catch (error) {
    why.push(
      error instanceof Deno.errors.NotCapable
        ? `native TensorFlow may not start (${messageOf(error)}): the program lacks this right`
        : `native TensorFlow does not start (${
          messageOf(error)
        }): ${SETUP_HINT} again, with --force`,
    );
    return undefined;
  }
}

function nativeVariants({ device, threads, oneDnn }: StartedNative): EngineInfo["variants"] {
  const ops = chosenOps(), wanted = ops === "fast";
  return {
    ops,
    batchNorm: wanted && oneDnn.batchNorm ? "onednn" : "fused",
    ...(wanted && oneDnn.convolution
      ? {
        convolution: "onednn",
        firstNorm: oneDnn.biasedConvolution ? "in the convolution, moments from pixels" : "apart",
      }
      : { convGradient: device === "cpu" ? "convolution" : "stock" }),
    prelu: device === "gpu" ? "stock" : wanted ? "fused, slope shared with the norm" : "fused",
    matMul: wanted && oneDnn.matMul ? "onednn" : "stock",
    maxPool: oneDnn.maxPool
      ? wanted && oneDnn.batchNorm ? "onednn, before the norm" : "onednn"
      : "stock",
    crossEntropy: "fused",
    threads: String(threads),
  };
}

async function tryWebGpu(why: string[]): Promise<EngineInfo | undefined> {
  try {
    const adapter = await startWebGpu();
    if (adapter) {
      const description = [`WebGPU on ${adapter}`, ...why].join("; ");
      return {
        backend: "webgpu",
        device: "gpu",
        description,
        versions: baseVersions(),
        variants: {},
      };
    }
    why.push("there is no WebGPU adapter here");
  } catch (error) {
    why.push(`WebGPU does not start (${messageOf(error)})`);
  }
  return undefined;
}

async function startStockCpu(why: string[]): Promise<EngineInfo> {
  tf.env().set("PROD", true); // no banner about the engine: our own line says more
  await tf.setBackend("cpu");
  const description = [
    "tfjs on the CPU, about a thousand times slower than native TensorFlow",
    ...why,
  ].join("; ");
  return { backend: "cpu", device: "cpu", description, versions: baseVersions(), variants: {} };
}

function baseVersions(): Record<string, string> {
  return { ...runtimeVersion(), tfjs: tf.version.tfjs };
}
