import * as adapter from "./assert.ts";
import config from "../../deno.json" with { type: "json" };
import map from "./import_map.json" with { type: "json" };

const passing: [string, () => unknown][] = [
  ["assert", () => adapter.assert(1)],
  ["assertFalse", () => adapter.assertFalse(0)],
  ["assertEquals", () => adapter.assertEquals(Float32Array.of(1, NaN), Float32Array.of(1, NaN))],
  ["assertNotEquals", () => adapter.assertNotEquals([1], [1, 2])],
  ["assertStrictEquals", () => adapter.assertStrictEquals(NaN, NaN)],
  ["assertExists", () => adapter.assertExists(0)],
  ["assertAlmostEquals", () => adapter.assertAlmostEquals(1.00000005, 1)],
  ["assertGreater", () => adapter.assertGreater(2, 1)],
  ["assertGreaterOrEqual", () => adapter.assertGreaterOrEqual(1, 1)],
  ["assertLess", () => adapter.assertLess(1, 2)],
  ["assertLessOrEqual", () => adapter.assertLessOrEqual(1, 1)],
  ["assertMatch", () => adapter.assertMatch("abc", /b/)],
  ["assertStringIncludes", () => adapter.assertStringIncludes("abc", "b")],
  ["assertThrows", () => adapter.assertThrows(() => JSON.parse("{"), SyntaxError, "JSON")],
];
const failing: [string, () => unknown][] = [
  ["assert", () => adapter.assert(0)],
  ["assertFalse", () => adapter.assertFalse(1)],
  ["assertEquals", () => adapter.assertEquals(Float32Array.of(1), Float32Array.of(1, 2))],
  ["assertEquals", () => adapter.assertEquals<unknown>({ a: 1 }, { a: "1" })],
  ["assertNotEquals", () => adapter.assertNotEquals([1], [1])],
  ["assertStrictEquals", () => adapter.assertStrictEquals([], [])],
  ["assertExists", () => adapter.assertExists(null)],
  ["assertAlmostEquals", () => adapter.assertAlmostEquals(1.01, 1, 1e-3)],
  ["assertAlmostEquals", () => adapter.assertAlmostEquals(NaN, 1, 1)],
  ["assertGreater", () => adapter.assertGreater(1, 1)],
  ["assertGreaterOrEqual", () => adapter.assertGreaterOrEqual(NaN, 1)],
  ["assertLess", () => adapter.assertLess(1, 1)],
  ["assertLessOrEqual", () => adapter.assertLessOrEqual(2, 1)],
  ["assertMatch", () => adapter.assertMatch("abc", /x/)],
  ["assertStringIncludes", () => adapter.assertStringIncludes("abc", "x")],
  ["assertThrows", () => adapter.assertThrows(() => 1)],
  ["assertThrows", () => adapter.assertThrows(() => JSON.parse("{"), RangeError)],
  ["assertThrows", () => adapter.assertThrows(() => JSON.parse("{"), SyntaxError, "other words")],
];

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
}

Deno.test("the offline assertions pass where they should", () =>
  passing.forEach(([, run]) => run()));

Deno.test("the offline assertions fail where they should", () => {
  for (const [name, run] of failing) {
    if (!(failure(run) instanceof adapter.AssertionError)) {
      throw new Error(`${name} let something through`);
    }
  }
});

Deno.test("assertRejects() returns the error, and fails on a promise that resolves", async () => {
  await adapter.assertRejects(
    () => Promise.reject(new RangeError("too far")),
    RangeError,
    "too far",
  );
  await adapter.assertRejects(
    () => adapter.assertRejects(() => Promise.resolve(1)),
    adapter.AssertionError,
    "expected a rejection",
  );
});

Deno.test("the offline import map has every entry of deno.json", () => {
  adapter.assertEquals(Object.keys(map.imports).sort(), Object.keys(config.imports).sort());
});
