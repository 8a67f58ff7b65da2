import { assert, assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { lanesOf, summaryOf, summaryTexts } from "../../lib/plot/_dot_rows.ts";
import { digitColors, plotDots } from "../../lib/plot/mod.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { attributeOf, tagsOf, textsOf } from "./_svg.ts";
import { assertTextsFit } from "./_text_boxes.ts";

const accuracies = {
  softmax: [97.93, 98.12, 97.8, 98.05, 97.93],
  "center loss, λ = 0.1": [98.4, 98.31, 98.52, 98.44, 98.4],
  "the article's head, batch 1024": [96.4, 95.5, 96.9, 96.2, 96.3],
};
const options = {
  title: "Five seeds",
  valueLabel: "test accuracy, %",
  marks: [{ x: 98.9, label: "best known" }],
};

function circlesOf(svg: string, color: string): { x: number; y: number }[] {
  return tagsOf(svg, "circle", { fill: color })
    .map((tag) => ({ x: +attributeOf(tag, "cx")!, y: +attributeOf(tag, "cy")! }));
}

Deno.test("plotDots() draws what its snapshot shows", async () => {
  await assertSnapshot("dots", plotDots(accuracies, options).svg);
});

Deno.test("plotDots() cuts no text and lays none over another", () => {
  assertTextsFit(plotDots(accuracies, options));
  assertTextsFit(
    plotDots({ a: [24.1], b: [34.5] }, { marks: [{ x: 36, label: "most possible" }], width: 400 }),
  );
});

Deno.test("plotDots() draws every value in its row, first group on top, none hidden by another", () => {
  const { svg } = plotDots(accuracies);
  const [first, second] = [circlesOf(svg, digitColors[0]), circlesOf(svg, digitColors[1])];
  assertEquals([first.length, second.length], [5, 5]);
  assertLess(Math.max(...first.map(({ y }) => y)), Math.min(...second.map(({ y }) => y)));
  assertEquals(new Set(first.map(({ x, y }) => `${x},${y}`)).size, 5);
});

Deno.test("plotDots() writes mean and sample deviation, or the mean of a single value", () => {
  assertStringIncludes(plotDots(accuracies).svg, ">97.97 ± 0.12<");
  const single = plotDots({ a: [34.5] }).svg;
  assert(textsOf(single).includes("34.5") && textsOf(single).includes("mean"));
  assertStringIncludes(
    plotDots({ a: [1, 3] }, { format: (value) => `${value.toFixed(1)}°` }).svg,
    ">2.0° ± 1.4°<",
  );
});

Deno.test("plotDots() draws values that are all the same, and a logarithmic axis", () => {
  assert(!/NaN|Infinity|undefined/.test(plotDots({ a: [2, 2, 2] }).svg));
  assertStringIncludes(plotDots({ a: [0.01, 300] }, { logarithmic: true }).svg, "logarithmic");
});

Deno.test("summaryOf() divides by n − 1", () => {
  assertEquals(summaryOf([1, 3]), { mean: 2, deviation: Math.SQRT2, low: 1, high: 3 });
  assertEquals(summaryOf([5]).deviation, undefined);
});

Deno.test("summaryTexts() have decimals in common unless scales differ much", () => {
  assertEquals(summaryTexts([[98, 98.24], [97, 97.02]].map(summaryOf)), [
    "98.12 ± 0.17",
    "97.01 ± 0.01",
  ]);
  assertEquals(summaryTexts([[400, 420], [0.02, 0.03]].map(summaryOf)), [
    "410 ± 14",
    "0.0250 ± 0.0071",
  ]);
});

Deno.test("lanesOf() leaves dots on their row where there is room", () => {
  assertEquals(lanesOf([0, 20, 21, 40], 10, 3), [0, 0, -10, 0]);
});

Deno.test("plotDots() names what cannot be drawn", () => {
  assertThrows(() => plotDots({}), InputError, "groups: empty");
  assertThrows(() => plotDots({ a: [] }), InputError, "a: empty");
  assertThrows(() => plotDots({ a: [NaN] }), InputError, "a: 1 of 1 values is not finite");
  assertThrows(
    () => plotDots({ a: [0, 1] }, { logarithmic: true }),
    InputError,
    "a logarithmic axis needs",
  );
});
