import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { installWith } from "../../../lib/engine/install/install.ts";
import { failed, fakeTools, namesIn, withCache } from "./_fakes.ts";

const noCompilers = { "g++": undefined, "clang++": undefined, "c++": undefined };

/** Programs that were asked to build something. */
const builders = (commands: string[][]) =>
  commands.filter((command) => command.includes("-o")).map((command) =>
    command.slice(0, command.indexOf("-std=c++17"))
  );

Deno.test("installWith() takes $CXX first, with its options", () =>
  withCache(async (cache) => {
    const environment = (name: string) => name === "CXX" ? "ccache g++-13" : undefined;
    const tools = fakeTools(cache, {}, { environment });
    await installWith(tools);
    assertEquals(builders(tools.commands), [["ccache", "g++-13"]]);
  }));

Deno.test("installWith() goes on to the next compiler when one fails", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    const run = tools.run;
    tools.run = (command, options) =>
      command[0] === "g++" && command.includes("-o")
        ? Promise.resolve(failed("fatal error: cstdint: No such file or directory"))
        : run(command, options);
    await installWith(tools);
    assertEquals(builders(tools.commands), [["c++"]]);
  }));

Deno.test("installWith() without a compiler takes ziglang before the large download, says its size, and removes it", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache);
    const run = tools.run;
    tools.run = (command, options) =>
      ["g++", "c++", "clang++"].includes(command[0]) ? Promise.resolve(undefined) : run(command, options);
    const lines: string[] = [];
    const engine = await installWith(tools, { report: (line) => lines.push(line) });
    const [zig] = builders(tools.commands);
    assert(zig[0].endsWith("/zig/ziglang/zig") && zig[1] === "c++", zig.join(" "));
    const text = lines.join("\n");
    assertStringIncludes(text, "413 MB");
    assert(text.indexOf("413 MB") < text.indexOf("download: "));
    assertStringIncludes(await Deno.readTextFile(`${engine.directory}/manifest.json`), `"compiler": "ziglang 0.16.0"`);
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock", "tensorflow-cpu-2.21.0-linux-x86_64"]);
  }));

Deno.test("installWith() with neither compiler nor ziglang says what to install", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache, {
      ...noCompilers,
      "--target": failed("ERROR: No matching distribution found for ziglang"),
    });
    const error = await assertRejects(
      () => installWith(tools),
      InputError,
      "g++: not found; c++: not found; clang++: not found",
    );
    assertStringIncludes(error.message, "ziglang");
    assertStringIncludes(error.message, "apt install g++");
    assertEquals(error.message.split("\n").length, 1);
  }));

Deno.test("installWith() tells the first error of each compiler when none can build the addon", () =>
  withCache(async (cache) => {
    const tools = fakeTools(cache, { "-std=c++17": failed("a.cc: In function f\na.cc:3: error: unknown type\nmore") });
    const error = await assertRejects(() => installWith(tools), InputError, "g++: a.cc:3: error: unknown type");
    assertStringIncludes(error.message, "ziglang 0.16.0: a.cc:3");
    assertEquals(namesIn(cache), ["CACHEDIR.TAG", "lock"]);
  }));
