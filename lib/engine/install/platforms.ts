/** The one table that says which engine a platform gets. */
import type { Machine } from "./machine.ts";
import { linuxArm64, linuxX64, linuxX64Cuda, macArm64, TENSORFLOW, type Wheel } from "./wheels.ts";

/** What the native engine is made of on one platform. */
export interface NativeParts {
  /** Name of its folder in the cache. */
  folder: string;
  wheels: Wheel[];
  /** Tags that pip accepts for the wheels. */
  pipPlatforms: string[];
  /** Tag of the `ziglang` wheel, the compiler of last resort. */
  zigPlatform: string;
  /** The two libraries inside the wheel's folder `tensorflow/`. */
  libraries: [string, string];
  /** Whether it carries GPU kernels. */
  gpu: boolean;
  /** Bytes that pip fetches, that the wheels take unpacked, and that stay on the disk. */
  bytes: { download: number; unpacked: number; kept: number };
}

/** A row of the table: a kind of machine and what it gets. */
export interface Plan {
  /** For people. */
  platform: string;
  os: string;
  arch: string;
  nvidia: boolean;
  /** Undefined where there is no native engine: WebGPU runs, or else tfjs on the CPU. */
  native?: NativeParts;
  /** Whether we have run it. */
  tried: boolean;
  note: string;
}

const MB = 1e6;
const linuxLibraries: [string, string] = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const macLibraries: [string, string] = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

const linuxArm64Parts: NativeParts = {
  folder: `tensorflow-${TENSORFLOW}-linux-aarch64`,
  wheels: linuxArm64,
  pipPlatforms: ["manylinux_2_27_aarch64"],
  zigPlatform: "manylinux_2_17_aarch64",
  libraries: linuxLibraries,
  gpu: false,
  bytes: { download: 282 * MB, unpacked: 1326 * MB, kept: 884 * MB },
};

/** Every platform we know, in the README's order. */
export const plans: readonly Plan[] = [
  {
    platform: "Linux x64",
    os: "linux",
    arch: "x86_64",
    nvidia: false,
    native: {
      folder: `tensorflow-cpu-${TENSORFLOW}-linux-x86_64`,
      wheels: linuxX64,
      pipPlatforms: ["manylinux_2_27_x86_64"],
      zigPlatform: "manylinux_2_12_x86_64",
      libraries: linuxLibraries,
      gpu: false,
      bytes: { download: 274 * MB, unpacked: 1280 * MB, kept: 854 * MB },
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
      folder: `tensorflow-cuda-${TENSORFLOW}-linux-x86_64`,
      wheels: linuxX64Cuda,
      pipPlatforms: [
        "manylinux_2_27_x86_64",
        "manylinux_2_25_x86_64",
        "manylinux_2_17_x86_64",
        "manylinux2014_x86_64",
      ],
      zigPlatform: "manylinux_2_12_x86_64",
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
      folder: `tensorflow-${TENSORFLOW}-darwin-aarch64`,
      wheels: macArm64,
      pipPlatforms: ["macosx_12_0_arm64"],
      zigPlatform: "macosx_12_0_arm64",
      libraries: macLibraries,
      gpu: false,
      bytes: { download: 224 * MB, unpacked: 1133 * MB, kept: 742 * MB },
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
    tried: false,
    note: "the wheel has no library that the addon could be linked to; under WSL it is Linux x64",
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
 * assertEquals(planFor({ os: "windows", arch: "x86_64", nvidia: false }).native, undefined);
 * ```
 */
export function planFor(machine: Machine): Plan {
  const { os, arch, nvidia } = machine;
  const known = plans.filter((plan) => plan.os === os && plan.arch === arch);
  const fallback = {
    platform: `${os} ${arch}`,
    os,
    arch,
    nvidia,
    tried: false,
    note: "TensorFlow has no wheel for it",
  };
  return known.find((plan) => plan.nvidia === nvidia) ?? known[0] ?? fallback;
}
