/** The table of which engine a platform gets. */
import type { Machine } from "./machine.ts";
import { engineFolder } from "./cache_names.ts";
import {
  linuxArm64,
  linuxX64,
  linuxX64Cuda,
  macArm64,
  TENSORFLOW,
  type Wheel,
  windowsX64,
} from "./wheels.ts";

/** What the native engine consists of on a platform. */
export interface NativeParts {
  /** Its folder's name in the cache. */
  folder: string;
  wheels: Wheel[];
  /** Tags that pip accepts for the wheels. */
  pipPlatforms: string[];
  /**
   * TensorFlow's libraries, as paths inside the wheel's folder `tensorflow/`; the first has the C
   * API.
   */
  libraries: [string, ...string[]];
  /** A Python library that the first one needs to load; the system looks for it on PATH. */
  pythonLibrary?: string;
  /** Whether it carries GPU kernels. */
  gpu: boolean;
  /** Bytes that pip downloads, that the wheels take unpacked, and that stay on disk. */
  bytes: { download: number; unpacked: number; kept: number };
}

/** A row of the table: a kind of machine and what it gets. */
export interface Plan {
  /** For the user. */
  platform: string;
  os: string;
  arch: string;
  nvidia: boolean;
  /** Undefined if there is no native engine: WebGPU runs, or else tfjs on the CPU. */
  native?: NativeParts;
  /** Whether we have run it. */
  tried: boolean;
  note: string;
}

const MB = 1e6;
const linuxLibraries: NativeParts["libraries"] = [
  "libtensorflow_cc.so.2",
  "libtensorflow_framework.so.2",
];

const linuxArm64Parts: NativeParts = {
  folder: engineFolder("tensorflow", "linux-aarch64"),
  wheels: linuxArm64,
  pipPlatforms: ["manylinux_2_27_aarch64"],
  libraries: linuxLibraries,
  gpu: false,
  bytes: { download: 282 * MB, unpacked: 1326 * MB, kept: 883 * MB },
};

/** Every platform we know, in the README's order. */
export const plans: readonly Plan[] = [
  {
    platform: "Linux x64",
    os: "linux",
    arch: "x86_64",
    nvidia: false,
    native: {
      folder: engineFolder("tensorflow-cpu", "linux-x86_64"),
      wheels: linuxX64,
      pipPlatforms: ["manylinux_2_27_x86_64"],
      libraries: linuxLibraries,
      gpu: false,
      bytes: { download: 274 * MB, unpacked: 1280 * MB, kept: 853 * MB },
    },
    tried: true,
    note: "glibc 2.27 or newer, a processor with AVX",
  },
  {
    platform: "Linux x64 with an NVIDIA driver",
    os: "linux",
    arch: "x86_64",
    nvidia: true,
    native: {
      folder: engineFolder("tensorflow-cuda", "linux-x86_64"),
      wheels: linuxX64Cuda,
      pipPlatforms: [
        "manylinux_2_27_x86_64",
        "manylinux_2_25_x86_64",
        "manylinux_2_17_x86_64",
        "manylinux2014_x86_64",
      ],
      libraries: linuxLibraries,
      gpu: true,
      bytes: { download: 3300 * MB, unpacked: 6500 * MB, kept: 5500 * MB },
    },
    tried: false,
    note: "sizes are estimates; `MARGIN_NVIDIA=0` takes the CPU engine instead",
  },
  {
    platform: "Linux arm64",
    os: "linux",
    arch: "aarch64",
    nvidia: false,
    native: linuxArm64Parts,
    tried: false,
    note: "glibc 2.27 or newer",
  },
  {
    platform: "Linux arm64 with an NVIDIA driver",
    os: "linux",
    arch: "aarch64",
    nvidia: true,
    native: linuxArm64Parts,
    tried: false,
    note: "the wheel holds no CUDA kernels: runs on the CPU",
  },
  {
    platform: "macOS arm64",
    os: "darwin",
    arch: "aarch64",
    nvidia: false,
    native: {
      folder: engineFolder("tensorflow", "darwin-aarch64"),
      wheels: macArm64,
      pipPlatforms: ["macosx_12_0_arm64"],
      libraries: ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
      gpu: false,
      bytes: { download: 224 * MB, unpacked: 1133 * MB, kept: 741 * MB },
    },
    tried: false,
    note: "macOS 12 or newer; runs on the CPU",
  },
  {
    platform: "macOS x64",
    os: "darwin",
    arch: "x86_64",
    nvidia: false,
    tried: false,
    note: `TensorFlow ${TENSORFLOW} has no wheel for it`,
  },
  {
    platform: "Windows x64",
    os: "windows",
    arch: "x86_64",
    nvidia: false,
    native: {
      folder: engineFolder("tensorflow", "windows-x86_64"),
      wheels: windowsX64,
      pipPlatforms: ["win_amd64"],
      libraries: ["python/_pywrap_tensorflow_common.dll"],
      pythonLibrary: "python311.dll",
      gpu: false,
      bytes: { download: 351 * MB, unpacked: 1443 * MB, kept: 1057 * MB },
    },
    tried: false,
    note:
      "the C API is in `_pywrap_tensorflow_common.dll`, which needs Python 3.11 on PATH; runs on the CPU",
  },
];

/**
 * What a machine gets.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { planFor } from "./platforms.ts";
 *
 * assertEquals(planFor({ os: "linux", arch: "x86_64", nvidia: true }).native?.gpu, true);
 * assertEquals(planFor({ os: "darwin", arch: "x86_64", nvidia: false }).native, undefined);
 * ```
 */
export function planFor(machine: Machine): Plan {
  const { os, arch, nvidia } = machine;
  const known = plans.filter((plan) => plan.os === os && plan.arch === arch);
  const fallback = {
    ...machine,
    platform: `${os} ${arch}`,
    tried: false,
    note: "TensorFlow has no wheel for it",
  };
  return known.find((plan) => plan.nvidia === nvidia) ?? known[0] ?? fallback;
}
