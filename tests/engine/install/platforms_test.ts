import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { installWith } from "../../../lib/engine/install/install.ts";
import { planFor, plans } from "../../../lib/engine/install/platforms.ts";
import { platformTable } from "../../../lib/engine/install/table.ts";
import { fakeTools, namesIn, withCache } from "./_fakes.ts";

// os, arch, NVIDIA driver → folder in the cache, first wheel, number of wheels, GPU kernels, tried
type Row = [string, string, boolean, string | undefined, string, number, boolean, boolean];
const expected: Row[] = [
  [
    "linux",
    "x86_64",
    false,
    "tensorflow-cpu-2.21.0-linux-x86_64",
    "tensorflow-cpu",
    1,
    false,
    true,
  ],
  ["linux", "x86_64", true, "tensorflow-cuda-2.21.0-linux-x86_64", "tensorflow", 13, true, false],
  ["linux", "aarch64", false, "tensorflow-2.21.0-linux-aarch64", "tensorflow", 1, false, false],
  ["linux", "aarch64", true, "tensorflow-2.21.0-linux-aarch64", "tensorflow", 1, false, false],
  ["darwin", "aarch64", false, "tensorflow-2.21.0-darwin-aarch64", "tensorflow", 1, false, false],
  ["darwin", "x86_64", false, undefined, "", 0, false, false],
  ["windows", "x86_64", false, "tensorflow-2.21.0-windows-x86_64", "tensorflow", 1, false, false],
  ["windows", "x86_64", true, "tensorflow-2.21.0-windows-x86_64", "tensorflow", 1, false, false],
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

// folder in the cache → file of TensorFlow's wheel, first digits of its SHA-256, its libraries
const files: Record<string, [string, string, string[]]> = {
  "tensorflow-cpu-2.21.0-linux-x86_64": [
    "tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
    "2b847d21",
    ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  ],
  "tensorflow-cuda-2.21.0-linux-x86_64": [
    "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
    "9056fbc9",
    ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  ],
  "tensorflow-2.21.0-linux-aarch64": [
    "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl",
    "4b24aca1",
    ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  ],
  "tensorflow-2.21.0-darwin-aarch64": [
    "tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl",
    "51f46f48",
    ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
  ],
  "tensorflow-2.21.0-windows-x86_64": [
    "tensorflow-2.21.0-cp311-cp311-win_amd64.whl",
    "0064a19b",
    ["python/_pywrap_tensorflow_common.dll"],
  ],
};

for (const plan of plans.filter((plan) => plan.native)) {
  Deno.test(`installWith() on ${plan.platform} takes the right wheel and keeps its libraries`, () =>
    withCache(async (cache) => {
      const tools = fakeTools(cache, {}, { machine: plan });
      const { directory, library } = await installWith(tools);
      const folder = plan.native!.folder;
      const [file, digits, libraries] = files[folder];
      const pip = tools.commands.find((command) => command.includes("--target"))!;
      const [{ name, version, sha256 }] = plan.native!.wheels;
      const [platform, python] = ["--platform", "--python-version"].map((flag) =>
        pip[pip.indexOf(flag) + 1]
      );
      const tag = `cp${python.replace(".", "")}`;
      assertEquals(`${name.replace("-", "_")}-${version}-${tag}-${tag}-${platform}.whl`, file);
      assertEquals(sha256.slice(0, 8), digits);
      assertEquals([directory, library], [
        `${cache}/${folder}`,
        `${cache}/${folder}/tensorflow/${libraries[0]}`,
      ]);
      const kept = libraries.map((path) => path.split("/")[0]);
      assertEquals(namesIn(`${directory}/tensorflow`), kept);
      for (const path of libraries) {
        assert((await Deno.stat(`${directory}/tensorflow/${path}`)).isFile);
      }
    }));
}

Deno.test("plans has no platform twice, and wheels for the processor it names", () => {
  const keys = plans.map((plan) => `${plan.os} ${plan.arch} ${plan.nvidia}`);
  assertEquals(new Set(keys).size, keys.length);
  for (const { arch, native } of plans) {
    const word = arch === "x86_64" ? /(x86_64|amd64)$/ : /(aarch64|arm64)$/;
    for (const tag of native?.pipPlatforms ?? []) assertMatch(tag, word);
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
