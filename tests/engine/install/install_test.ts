import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { installWith } from "../../../lib/engine/install/install.ts";
import { readEngine } from "../../../lib/engine/install/manifest.ts";
import { planFor } from "../../../lib/engine/install/platforms.ts";
import { removeNativeEngine } from "../../../lib/engine/install/remove.ts";
import { fakeTools, namesIn, withCache, write } from "./_fakes.ts";

const pipRuns = (commands: string[][]) => commands.filter((command) => command.includes("--target")).length;

Deno.test("installWith() keeps libraries, headers, addon and manifest, and nothing else", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    const lines: string[] = [];
    const engine = await installWith(tools, { report: (line) => lines.push(line) });
    assertEquals(engine.directory, `${cache}/tensorflow-cpu-2.21.0-linux-x86_64`);
    assertEquals(engine.tensorflow, "2.21.0");
    assertEquals(await Deno.readTextFile(engine.addon), "addon");
    assertEquals(namesIn(engine.directory), ["include", "manifest.json", "tensorflow", "tfjs_binding.node"]);
    assertEquals(namesIn(`${engine.directory}/tensorflow`), ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]);
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", "tensorflow-cpu-2.21.0-linux-x86_64"]);
    for (const step of ["download: ", "keep: ", "prove: ", "ready: "]) {
      assert(lines.some((line) => line.startsWith(step)));
    }
  }));

Deno.test("installWith() asks pip for the pinned files of the platform", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    await installWith(tools);
    const command = tools.commands.find((command) => command.includes("--target"))?.join(" ") ?? "";
    assertStringIncludes(command, "--require-hashes -r ");
    assertStringIncludes(command, "--only-binary=:all: --python-version 3.11 --platform manylinux_2_27_x86_64");
  }));

Deno.test("installWith() links so that the folder can be moved", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    await installWith(tools);
    const command = tools.commands.find((command) => command.includes("-o")) ?? [];
    assertEquals(command[0], "g++");
    assert(command.includes("-Wl,-rpath,$ORIGIN/tensorflow"));
  }));

Deno.test("installWith() keeps CUDA's libraries where TensorFlow looks for them", () =>
  withCache(async (cache) => {
    const engine = await installWith(fakeTools(cache, {}, { machine: { os: "linux", arch: "x86_64", nvidia: true } }));
    assert(engine.gpu);
    assertEquals(namesIn(`${engine.directory}/nvidia/cublas`), ["lib"]);
    assertEquals(namesIn(`${engine.directory}/nvidia/cublas/lib`), ["libcublas.so.12"]);
  }));

Deno.test("installWith() runs nothing a second time, unless forced", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    const first = await installWith(tools);
    const count = tools.commands.length;
    assertEquals(await installWith(tools), first);
    assertEquals(tools.commands.length, count);
    await installWith(tools, { force: true });
    assertEquals(pipRuns(tools.commands), 2);
  }));

Deno.test("installWith() repairs a file of another size", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    const { directory } = await installWith(tools);
    const library = `${directory}/tensorflow/libtensorflow_cc.so.2`;
    await Deno.truncate(library, 3);
    assertEquals(readEngine(cache, planFor(tools.machine).native!), undefined);
    await installWith(tools);
    assertEquals(await Deno.readTextFile(library), "the bytes of libtensorflow_cc.so.2");
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", "tensorflow-cpu-2.21.0-linux-x86_64"]);
  }));

for (const content of ["", "{", "null", `{"recipe": "another", "files": {}}`]) {
  Deno.test(`installWith() repairs an engine whose manifest is ${JSON.stringify(content)}`, () =>
    withCache(async (cache) => {
      const tools = fakeTools(cache);
      const { directory } = await installWith(tools);
      await Deno.writeTextFile(`${directory}/manifest.json`, content);
      assertEquals(readEngine(cache, planFor(tools.machine).native!), undefined);
      await installWith(tools);
      assertEquals(pipRuns(tools.commands), 2);
    }));
}

Deno.test("installWith() clears away what a killed run left", () =>
  withCache(async (cache) => {
    await write(`${cache}/lock`, "");
    await write(`${cache}/.partial-dead/wheels/half`, "half");
    await write(
      `${cache}/tensorflow-cpu-2.21.0-linux-x86_64/tensorflow/libtensorflow_cc.so.2`,
      "no manifest beside it",
    );
    await installWith(fakeTools(cache));
    assertEquals(namesIn(cache), ["lock", "tensorflow-cpu-2.21.0-linux-x86_64"]);
  }));

Deno.test("installWith() leaves a working engine alone while a new one fails", () =>
  withCache(async (cache) => {
    const first = await installWith(fakeTools(cache));
    const broken = fakeTools(cache, { "--target": undefined });
    await assertRejects(() => installWith(broken, { force: true }));
    assertEquals(readEngine(cache, planFor(broken.machine).native!), first);
  }));

Deno.test("removeNativeEngine() takes the whole cache away and says how much it was", () =>
  withCache(async (cache) => {
    const engine = await installWith(fakeTools(cache));
    assert(await removeNativeEngine({ cache }) > engine.bytes);
    await assertRejects(() => Deno.stat(cache), Deno.errors.NotFound);
    assertEquals(await removeNativeEngine({ cache }), 0);
  }));

Deno.test("removeNativeEngine() spares other files of a folder that was there before", () =>
  withCache(async (cache) => {
    await write(`${cache}/thesis.txt`, "three years of work");
    await installWith(fakeTools(cache));
    await removeNativeEngine({ cache });
    assertEquals(namesIn(cache), ["thesis.txt"]);
  }));
