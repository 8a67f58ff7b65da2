import { assert, assertEquals, assertMatch } from "@std/assert";
import { requirementsText } from "../../../lib/engine/install/_pip.ts";
import { recipeOf } from "../../../lib/engine/install/manifest.ts";
import { plans } from "../../../lib/engine/install/platforms.ts";
import { linuxX64Cuda } from "../../../lib/engine/install/wheels.ts";

/**
 * Lowest and first refused version of TensorFlow 2.21.0's extra `and-cuda`, as its METADATA gives
 * them.
 */
const andCuda: Record<string, [string, string]> = {
  "nvidia-cublas-cu12": ["12.5.3.2", "13.0"],
  "nvidia-cuda-cupti-cu12": ["12.5.82", "13.0"],
  "nvidia-cuda-nvcc-cu12": ["12.5.82", "13.0"],
  "nvidia-cuda-nvrtc-cu12": ["12.5.82", "13.0"],
  "nvidia-cuda-runtime-cu12": ["12.5.82", "13.0"],
  "nvidia-cudnn-cu12": ["9.3.0.75", "10.0"],
  "nvidia-cufft-cu12": ["11.2.3.61", "12.0"],
  "nvidia-curand-cu12": ["10.3.6.82", "11.0"],
  "nvidia-cusolver-cu12": ["11.6.3.83", "12.0"],
  "nvidia-cusparse-cu12": ["12.5.1.3", "13.0"],
  "nvidia-nccl-cu12": ["2.27.7", "3.0"],
  "nvidia-nvjitlink-cu12": ["12.5.82", "13.0"],
};

function isBelow(a: string, b: string): boolean {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number));
  const differing = x.findIndex((part, i) => part !== (y[i] ?? 0));
  return differing >= 0 && x[differing] < (y[differing] ?? 0);
}

Deno.test("linuxX64Cuda is TensorFlow and the extra and-cuda, within its ranges", () => {
  const [tensorflow, ...cuda] = linuxX64Cuda;
  assertEquals([tensorflow.name, tensorflow.version], ["tensorflow", "2.21.0"]);
  assertEquals(cuda.map((wheel) => wheel.name), Object.keys(andCuda));
  for (const { name, version } of cuda) {
    const [low, high] = andCuda[name];
    assert(
      !isBelow(version, low) && isBelow(version, high),
      `${name} ${version} is not in [${low}, ${high})`,
    );
  }
});

Deno.test("wheels are pinned by different SHA-256 sums", () => {
  const all = [...new Set(plans.flatMap((plan) => plan.native?.wheels ?? []))];
  for (const wheel of all) assertMatch(wheel.sha256, /^[0-9a-f]{64}$/);
  assertEquals(new Set(all.map((wheel) => wheel.sha256)).size, all.length);
});

Deno.test("requirementsText() gives pip name, version and hash", () => {
  const text = requirementsText([{ name: "a", version: "1.0", sha256: "ff" }, {
    name: "b",
    version: "2",
    sha256: "00",
  }]);
  assertEquals(text, "a==1.0 --hash=sha256:ff\nb==2 --hash=sha256:00\n");
});

Deno.test("recipeOf() names each wheel by version and hash, and nothing else", () => {
  for (const { native } of plans) {
    if (!native) continue;
    const [layout, ...wheels] = recipeOf(native).split(", ");
    assertEquals(layout, "layout 2");
    assertEquals(wheels.length, native.wheels.length);
    native.wheels.forEach(({ name, version, sha256 }, i) => {
      assert(
        wheels[i].startsWith(`${name}==${version}@`) && sha256.startsWith(wheels[i].split("@")[1]),
        wheels[i],
      );
    });
  }
});
