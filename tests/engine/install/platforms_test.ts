import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { planFor, plans } from "../../../lib/engine/install/platforms.ts";
import { platformTable } from "../../../lib/engine/install/table.ts";

// os, arch, NVIDIA driver → folder in the cache, first wheel, number of wheels, GPU kernels, tried
type Row = [string, string, boolean, string | undefined, string, number, boolean, boolean];
const expected: Row[] = [
  ["linux", "x86_64", false, "tensorflow-cpu-2.21.0-linux-x86_64", "tensorflow-cpu", 1, false, true],
  ["linux", "x86_64", true, "tensorflow-cuda-2.21.0-linux-x86_64", "tensorflow", 13, true, false],
  ["linux", "aarch64", false, "tensorflow-2.21.0-linux-aarch64", "tensorflow", 1, false, false],
  ["linux", "aarch64", true, "tensorflow-2.21.0-linux-aarch64", "tensorflow", 1, false, false],
  ["darwin", "aarch64", false, "tensorflow-2.21.0-darwin-aarch64", "tensorflow", 1, false, false],
  ["darwin", "x86_64", false, undefined, "", 0, false, false],
  ["windows", "x86_64", false, undefined, "", 0, false, false],
  ["windows", "x86_64", true, undefined, "", 0, false, false],
  ["windows", "aarch64", false, undefined, "", 0, false, false],
  ["freebsd", "x86_64", false, undefined, "", 0, false, false],
];

for (const [os, arch, nvidia, folder, wheel, count, gpu, tried] of expected) {
  Deno.test(`planFor() decides for ${os} ${arch}${nvidia ? " with an NVIDIA driver" : ""}`, () => {
    const plan = planFor({ os, arch, nvidia });
    assertEquals(plan.native?.folder, folder);
    assertEquals(plan.native?.wheels[0].name ?? "", wheel);
    assertEquals(plan.native?.wheels.length ?? 0, count);
    assertEquals(plan.native?.gpu ?? false, gpu);
    assertEquals(plan.tried, tried);
  });
}

Deno.test("plans has no platform twice, and wheels for the processor it names", () => {
  const keys = plans.map((plan) => `${plan.os} ${plan.arch} ${plan.nvidia}`);
  assertEquals(new Set(keys).size, keys.length);
  for (const { arch, native } of plans) {
    const word = arch === "x86_64" ? /x86_64$/ : /(aarch64|arm64)$/;
    for (const tag of [...native?.pipPlatforms ?? [], ...native ? [native.zigPlatform] : []]) assertMatch(tag, word);
  }
});

Deno.test("platformTable() marks what was never run", () => {
  const lines = platformTable().split("\n");
  assertEquals(lines.length, plans.length + 2);
  for (const line of lines) assertEquals(line.split("|").length, lines[0].split("|").length);
  for (const plan of plans) {
    const line = lines.find((line) => line.startsWith(`| ${plan.platform} |`));
    assert(line);
    assertStringIncludes(line, plan.tried ? "| yes |" : "| untried |");
    assertStringIncludes(line, plan.native ? "native TensorFlow" : "WebGPU, else tfjs on the CPU");
  }
});
