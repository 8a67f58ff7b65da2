import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { plotBars } from "../../lib/plot/mod.ts";
import { assertSnapshot } from "./_snapshot.ts";

/** Heights of the bars, CSS pixels, in the order of drawing. */
function heightsOf(svg: string): number[] {
  const bars = svg.split('aria-label="bar"')[1].split("aria-label=")[0];
  return [...bars.matchAll(/<rect [^>]*height="([\d.]+)"/g)].map(([, height]) => +height);
}

Deno.test("plotBars() draws what its snapshot shows", async () => {
  const series = { softmax: [98.3, 98.2], ArcFace: [97.9, -20] };
  const options = { title: "Accuracy", labels: ["seed 1", "seed 2"], valueLabel: "%" };
  await assertSnapshot("bars", plotBars(series, options).svg);
});

Deno.test("plotBars() draws heights in proportion, from 0", () => {
  const [one, two, four] = heightsOf(plotBars({ a: [1, 2, 4] }).svg);
  assertEquals([Math.round(100 * two / one), Math.round(100 * four / one)], [200, 400]);
});

Deno.test("plotBars() names series only where there are several, and writes values as asked", () => {
  assert(!plotBars({ angle: [1] }).svg.includes(">angle<"));
  const { svg } = plotBars({ "a < b": [1], c: [2] }, { format: (value) => `${value}°` });
  assertStringIncludes(svg, ">a &lt; b<");
  assertStringIncludes(svg, ">2°<");
});

Deno.test("plotBars() names the series that cannot be drawn", () => {
  assertThrows(() => plotBars({}), InputError, "series: empty");
  assertThrows(() => plotBars({ a: [] }), InputError, "a: empty");
  assertThrows(
    () => plotBars({ a: [1, 2], b: [1] }),
    InputError,
    "b: holds 1 values, not 2 (as many as a)",
  );
  assertThrows(
    () => plotBars({ a: [1, 2] }, { labels: ["x"] }),
    InputError,
    "a: holds 2 values, not 1 (as many as labels)",
  );
  assertThrows(
    () => plotBars({ a: [1, NaN] }),
    InputError,
    "a: 1 of 2 values is not finite, the first at index 1 (NaN)",
  );
});
