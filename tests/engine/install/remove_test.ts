import { assert, assertEquals, assertRejects } from "@std/assert";
import { isOurs } from "../../../lib/engine/install/cache_names.ts";
import { installWith } from "../../../lib/engine/install/install.ts";
import { plans } from "../../../lib/engine/install/platforms.ts";
import { removeNativeEngine } from "../../../lib/engine/install/remove.ts";
import { ENGINE, fakeTools, namesIn, withCache, write } from "./_fakes.ts";

/** What the project's commands leave in their cache, and what killed ones left. */
const ours = [
  ENGINE,
  "tensorflow-cpu-2.20.1-linux-x86_64",
  "tensorflow-cuda-2.21.0-linux-x86_64",
  "tensorflow-2.21.0-windows-x86_64.failed",
  ".partial-69bae23fee78dee6",
  "bench-torch-2.13.0",
  "bench-torch-2.13.0.lock",
  "bench-torch-2.13.0.part",
  "jupyterlab-4.6.6",
  "jupyterlab-4.6.6.lock",
  "jupyterlab-4.6.6.part",
  "jupyterlab-settings",
  "jupyter-kernels",
];

/** A user's own, in the same folder. */
const others = [
  ".partial-download",
  "bench-torch",
  "bench-torch-2.13.0.txt",
  "bench-torch-results",
  "jupyter-kernels.lock",
  "jupyter-kernels-of-mine",
  "jupyterlab",
  "jupyterlab-4.6",
  "jupyterlab-4.6.6-backup",
  "jupyterlab-notes",
  "lock.txt",
  "my-jupyterlab-4.6.6",
  "tensorflow",
  "tensorflow-cpu-2.21.0",
  "tensorflow-cpu-2.21.0-linux-x86_64.zip",
  "tensorflow-cpu.txt",
  "tensorflow-gpu-2.21.0-linux-x86_64",
];

Deno.test("removeNativeEngine() takes the whole cache away and says how much it was", () =>
  withCache(async (cache) => {
    const engine = await installWith(fakeTools(cache));
    assert(await removeNativeEngine({ cache }) > engine.bytes);
    await assertRejects(() => Deno.stat(cache), Deno.errors.NotFound);
    assertEquals(await removeNativeEngine({ cache }), 0);
  }));

Deno.test("removeNativeEngine() takes all of ours out of a folder that was there before, and spares the rest", () =>
  withCache(async (cache) => {
    for (const name of others) await write(`${cache}/${name}`, "three years of work");
    for (const name of ours) await write(`${cache}/${name}/inside/file`, "ours");
    await installWith(fakeTools(cache));
    await removeNativeEngine({ cache });
    assertEquals(namesIn(cache), others.toSorted());
  }));

Deno.test("removeNativeEngine() spares a user's file that bears the lock's name", () =>
  withCache(async (cache) => {
    await write(`${cache}/lock`, "the combination of my locker");
    await installWith(fakeTools(cache));
    await removeNativeEngine({ cache });
    assertEquals(namesIn(cache), ["lock"]);
  }));

Deno.test("removeNativeEngine() takes a folder away that holds ours alone, whoever began it", () =>
  withCache(async (cache) => {
    await write(`${cache}/jupyterlab-4.6.6.lock`, ""); // The notebooks came first, and they leave no mark.
    await installWith(fakeTools(cache));
    await removeNativeEngine({ cache });
    await assertRejects(() => Deno.stat(cache), Deno.errors.NotFound);
  }));

Deno.test("isOurs() knows every engine's folder", () => {
  for (const { native } of plans) {
    assert(!native || isOurs(native.folder) && isOurs(`${native.folder}.failed`));
  }
});
