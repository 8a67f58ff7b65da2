import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { installWith } from "../../../lib/engine/install/install.ts";
import { readEngine } from "../../../lib/engine/install/manifest.ts";
import { planFor } from "../../../lib/engine/install/platforms.ts";
import { ENGINE, fakeTools, namesIn, withCache, write } from "./_fakes.ts";

const pipRuns = (commands: string[][]) =>
  commands.filter((command) => command.includes("--target")).length;

Deno.test("installWith() keeps libraries and manifest, and nothing else", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    const lines: string[] = [];
    const engine = await installWith(tools, { report: (line) => lines.push(line) });
    assertEquals(engine.directory, `${cache}/${ENGINE}`);
    assertEquals(engine.tensorflow, "2.21.0");
    assertEquals(await Deno.readTextFile(engine.library), "the bytes of libtensorflow_cc.so.2");
    assertEquals(namesIn(engine.directory), ["manifest.json", "tensorflow"]);
    assertEquals(namesIn(`${engine.directory}/tensorflow`), [
      "libtensorflow_cc.so.2",
      "libtensorflow_framework.so.2",
    ]);
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", ENGINE]);
    const steps = lines.map((line) => line.split(": ")[0]);
    assertEquals(steps, ["setup", "download", "download", "keep", "test", "ready"]);
    assertFalse(/compile|header|addon|zig/.test(lines.join("\n")));
  }));

Deno.test("installWith() asks pip for the pinned files of the platform", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    await installWith(tools);
    const command = tools.commands.find((command) => command.includes("--target"))?.join(" ") ?? "";
    assertStringIncludes(command, "--require-hashes -r ");
    assertStringIncludes(
      command,
      "--only-binary=:all: --python-version 3.11 --platform manylinux_2_27_x86_64",
    );
  }));

Deno.test("installWith() proves the library that is then found", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    let proved = "";
    tools.prove = async (library) => {
      proved = await Deno.readTextFile(library);
      return "cpu";
    };
    const { library } = await installWith(tools);
    assertEquals(proved, await Deno.readTextFile(library));
  }));

Deno.test("installWith() keeps CUDA's libraries where TensorFlow looks for them", () =>
  withCache(async (cache) => {
    const engine = await installWith(
      fakeTools(cache, {}, { machine: { os: "linux", arch: "x86_64", nvidia: true } }),
    );
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
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", ENGINE]);
  }));

Deno.test("readEngine() takes no file that was written since set-up, though its size is the same", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache), parts = planFor(tools.machine).native!;
    const { directory } = await installWith(tools);
    await Deno.utime(`${directory}/tensorflow/libtensorflow_cc.so.2`, 1e9, 1e9);
    assertEquals(readEngine(cache, parts), undefined);
  }));

Deno.test("installWith() hashes what was written since: the same content stays, other is downloaded again", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache),
      lines: string[] = [],
      report = (line: string) => void lines.push(line);
    const { directory } = await installWith(tools);
    const library = `${directory}/tensorflow/libtensorflow_cc.so.2`;
    const good = await Deno.readTextFile(library);
    await Deno.utime(library, 1e9, 1e9);
    const engine = await installWith(tools, { report });
    assertEquals([pipRuns(tools.commands), readEngine(cache, planFor(tools.machine).native!)], [
      1,
      engine,
    ]);
    await Deno.writeTextFile(library, good.replace("bytes", "BYTES"));
    await installWith(tools, { report });
    assertEquals([pipRuns(tools.commands), await Deno.readTextFile(library)], [2, good]);
    assertStringIncludes(
      lines.join("\n"),
      "not tensorflow/libtensorflow_cc.so.2, which was changed",
    );
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
    await write(`${cache}/${ENGINE}/tensorflow/libtensorflow_cc.so.2`, "no manifest beside it");
    await installWith(fakeTools(cache));
    assertEquals(namesIn(cache), ["lock", ENGINE]);
  }));

Deno.test("installWith() leaves a working engine alone while a new one fails", () =>
  withCache(async (cache) => {
    const first = await installWith(fakeTools(cache));
    const broken = fakeTools(cache, { "--target": undefined });
    await assertRejects(() => installWith(broken, { force: true }));
    assertEquals(readEngine(cache, planFor(broken.machine).native!), first);
  }));
