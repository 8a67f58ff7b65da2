import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { accuracy } from "../../lib/metrics/mod.ts";

Deno.test("accuracy() counts equal classes", () => {
  assertEquals(accuracy([1, 2, 3], [1, 2, 3]), 1);
  assertEquals(accuracy(Uint8Array.of(1, 2, 3, 4), Uint8Array.of(4, 3, 2, 1)), 0);
  assertEquals(accuracy(Uint8Array.of(0, 1, 1, 1, 0), [0, 1, 0, 1, 1]), 0.6);
});

Deno.test("accuracy() refuses arrays that do not fit", () => {
  assertStringIncludes(
    assertThrows(() => accuracy([1, 2], [1]), InputError).message,
    "2 predictions for 1 labels",
  );
  assertStringIncludes(assertThrows(() => accuracy([], []), InputError).message, "no labels");
});
