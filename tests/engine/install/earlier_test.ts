/**
 * What a set-up that compiled an addon left in the cache: a folder of today's name, of another
 * layout.
 */
import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { installWith } from "../../../lib/engine/install/install.ts";
import { readEngine } from "../../../lib/engine/install/manifest.ts";
import { planFor } from "../../../lib/engine/install/platforms.ts";
import { removeNativeEngine } from "../../../lib/engine/install/remove.ts";
import { ENGINE, fakeTools, namesIn, withCache, write } from "./_fakes.ts";

const parts = planFor({ os: "linux", arch: "x86_64", nvidia: false }).native!;

const content: Record<string, string> = {
  "tensorflow/libtensorflow_cc.so.2": "the earlier library",
  "tensorflow/libtensorflow_framework.so.2": "the one beneath it",
  "tfjs_binding.node": "addon",
  "include/tensorflow/c/c_api.h": "header",
};

async function writeEarlier(cache: string, wheels = parts.wheels): Promise<void> {
  for (const [path, text] of Object.entries(content)) {
    await write(`${cache}/${ENGINE}/${path}`, text);
  }
  const files = Object.fromEntries(
    Object.entries(content).map(([path, text]) => [path, text.length]),
  );
  const recipe =
    "layout 1, tfjs-node-gpu 4.22.0, node-api-headers 1.9.0, tensorflow-cpu==2.21.0@2b847d217b02ee77";
  const manifest = { recipe, tensorflow: "2.21.0", gpu: false, wheels, compiler: "g++", files };
  await write(`${cache}/${ENGINE}/manifest.json`, JSON.stringify(manifest));
}

const library = (cache: string) =>
  Deno.readTextFile(`${cache}/${ENGINE}/tensorflow/libtensorflow_cc.so.2`);

Deno.test("readEngine() does not take an engine of layout 1", () =>
  withCache(async (cache) => {
    await writeEarlier(cache);
    assertEquals(readEngine(cache, parts), undefined);
  }));

Deno.test("installWith() replaces an engine of layout 1, and downloads its libraries no second time", () =>
  withCache(async (cache) => {
    await writeEarlier(cache);
    const tools = fakeTools(cache);
    const { directory } = await installWith(tools);
    assertEquals(tools.commands, []);
    assertEquals(await library(cache), "the earlier library");
    assertEquals(namesIn(directory), ["manifest.json", "tensorflow"]);
    assertEquals(namesIn(cache), ["lock", ENGINE]);
    assertEquals(
      await Deno.stat(`${directory}/tensorflow/libtensorflow_cc.so.2`).then(({ nlink }) => nlink),
      1,
    );
  }));

const unfit: Record<string, (cache: string) => Promise<void>> = {
  "of other wheels": (cache) =>
    writeEarlier(cache, [{ ...parts.wheels[0], sha256: "0".repeat(64) }]),
  "with a library of another size": async (cache) => {
    await writeEarlier(cache);
    await Deno.truncate(`${cache}/${ENGINE}/tensorflow/libtensorflow_framework.so.2`, 3);
  },
  "that lacks a library": async (cache) => {
    await writeEarlier(cache);
    await Deno.remove(`${cache}/${ENGINE}/tensorflow/libtensorflow_framework.so.2`);
  },
};

for (const [what, make] of Object.entries(unfit)) {
  Deno.test(`installWith() downloads in place of an engine ${what}`, () =>
    withCache(async (cache) => {
      await make(cache);
      await installWith(fakeTools(cache));
      assertEquals(await library(cache), "the bytes of libtensorflow_cc.so.2");
      assertEquals(namesIn(`${cache}/${ENGINE}`), ["manifest.json", "tensorflow"]);
    }));
}

Deno.test("installWith() leaves an engine of layout 1 whole when its libraries fail the proof, and downloads when forced", () =>
  withCache(async (cache) => {
    await writeEarlier(cache);
    const broken = fakeTools(cache, {}, {
      prove: () => Promise.reject(new InputError("it does not start")),
    });
    await assertRejects(() => installWith(broken), InputError, "it does not start");
    assertEquals(namesIn(`${cache}/${ENGINE}`), [
      "include",
      "manifest.json",
      "tensorflow",
      "tfjs_binding.node",
    ]);
    await installWith(fakeTools(cache), { force: true });
    assertEquals(await library(cache), "the bytes of libtensorflow_cc.so.2");
    assertEquals(namesIn(cache), ["lock", ENGINE]);
  }));

Deno.test("removeNativeEngine() takes an engine of layout 1 away, out of a shared folder too", () =>
  withCache(async (cache) => {
    await write(`${cache}/thesis.txt`, "three years of work");
    await writeEarlier(cache);
    await removeNativeEngine({ cache });
    assertEquals(namesIn(cache), ["thesis.txt"]);
  }));
