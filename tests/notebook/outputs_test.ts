import { assertEquals, assertStringIncludes } from "@std/assert";
import { keepOutputs, kernel, TESTED_VERSIONS } from "../../lib/notebook/_outputs.ts";
import { show } from "../../lib/notebook/show.ts";
import { plotBars } from "../../lib/plot/mod.ts";

type Message = { type: string; content: Record<string, unknown> };

function fakeKernel() {
  const messages: Message[] = [];
  const broadcast = (type: string, content: Record<string, unknown>) => {
    messages.push({ type, content });
    return Promise.resolve();
  };
  const results: unknown[] = [];
  const internals = {
    broadcastResult: (_count: number, result: unknown) => {
      results.push(result);
      return Promise.resolve();
    },
  };
  return { kernel: { broadcast }, internals, messages, results };
}

const [version] = TESTED_VERSIONS;

Deno.test("keepOutputs() waits after a value until it has left", async () => {
  const { kernel, internals, results } = fakeKernel();
  assertEquals(keepOutputs(kernel, { internals, version }), undefined);
  let ended = false;
  const shown = internals.broadcastResult(1, 5).then(() => ended = true);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assertEquals([results, ended], [[5], false]);
  await shown;
  assertEquals(ended, true);
});

Deno.test("keepOutputs() shows a figure as a PNG at its own size", async () => {
  const { kernel, internals, messages, results } = fakeKernel();
  keepOutputs(kernel, { internals, version });
  const figure = plotBars({ a: [1, 2] });
  await internals.broadcastResult(1, figure);
  assertEquals(results, []);
  const [{ type, content }] = messages;
  const { data, metadata } = content as { data: Record<string, string>; metadata: unknown };
  assertEquals(type, "display_data");
  assertEquals(metadata, { "image/png": { width: figure.width, height: figure.height } });
  assertEquals(Object.keys(data), ["image/png"]);
  assertEquals(data["image/png"].slice(0, 8), "iVBORw0K");
});

Deno.test("keepOutputs() leaves an unknown kernel alone and says so", () => {
  const { kernel, internals } = fakeKernel();
  const before = internals.broadcastResult;
  const warning = keepOutputs(kernel, { internals, version: "99.0.0" })!;
  assertEquals(internals.broadcastResult, before);
  assertStringIncludes(warning, "Deno 99.0.0");
  assertStringIncludes(warning, version);
  assertEquals(warning.split("\n").length, 1);
  assertStringIncludes(keepOutputs(kernel, { internals: undefined, version })!, "may get lost");
});

Deno.test("outside a notebook there is no kernel, and show() does nothing", async () => {
  assertEquals(kernel, undefined);
  await show("text");
});

Deno.test("the tested versions are those that the README's commands start", () => {
  const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));
  assertEquals(
    [...new Set([...readme.matchAll(/deno@([\d.]+)/g)].map(([, found]) => found))],
    TESTED_VERSIONS,
  );
});
