import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { realTools } from "../../../lib/engine/install/_tools.ts";
import { findNativeEngine } from "../../../lib/engine/install/manifest.ts";

const engine = findNativeEngine();

Deno.test({
  name: "prove() multiplies on the installed library",
  ignore: engine === undefined,
  fn: async () => assert(["gpu", "cpu"].includes(await realTools().prove(engine!.library))),
});

Deno.test("prove() says in one line why a library does not load", async () => {
  const file = await Deno.makeTempFile({ suffix: ".so" });
  try {
    const error = await assertRejects(() => realTools().prove(file), InputError);
    assertStringIncludes(error.message, file);
    assertEquals(error.message.split("\n").length, 1);
  } finally {
    await Deno.remove(file);
  }
});
