import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { binEdges, countInBins, stepsOf } from "../../lib/plot/_bins.ts";
import { digitColors, plotHistograms } from "../../lib/plot/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { attributeOf, numbersIn, tagsOf, textsOf } from "./_svg.ts";
import { assertTextsFit } from "./_text_boxes.ts";

function angles(count: number, mean: number, spread: number): number[] {
  const random = seededRandom(count);
  return Array.from({ length: count }, () => Math.abs(mean + spread * randomNormal(random)));
}

const before = { "same class": angles(200, 20, 12), "other class": angles(900, 60, 25) };
const after = { "same class": angles(200, 3, 2), "other class": angles(900, 70, 20) };
const panels = [{ title: "before training", series: before }, {
  title: "after training",
  series: after,
}];
const options = {
  title: "Angles",
  xLabel: "angle, degrees",
  share: true,
  marks: [{ x: 18, label: "half of 36°" }],
};

/** The outlines of one colour: numbers of each path. */
function outlinesOf(svg: string, color: string): number[][] {
  return svg.split("<g ").filter((group) =>
    attributeOf(` ${group.split(">")[0]}`, "stroke") === color
  )
    .map((group) => numbersIn(attributeOf(tagsOf(group, "path")[0], "d")!));
}

/** Height of the outline's highest step over its ground, CSS pixels. */
function heightOf(svg: string, color: string): number {
  const ys = outlinesOf(svg, color).flat().filter((_, k) => k % 2 === 1);
  return Math.max(...ys) - Math.min(...ys);
}

Deno.test("plotHistograms() draws what its snapshots show", async () => {
  await assertSnapshot(
    "histograms",
    plotHistograms(before, { xLabel: "angle, degrees", bins: 10 }).svg,
  );
  await assertSnapshot("histograms_panels", plotHistograms(panels, options).svg);
});

Deno.test("plotHistograms() cuts no text and lays none over another", () => {
  assertTextsFit(plotHistograms(panels, { ...options, subtitle: "test images" }));
  assertTextsFit(
    plotHistograms(Object.fromEntries(Array.from({ length: 10 }, (_, c) => [c, angles(50, c, 1)]))),
  );
});

Deno.test("plotHistograms() makes series of different sizes compare where it draws shares", () => {
  const series = { few: [1, 1, 2], many: [1, 1, 1, 1, 2, 2] };
  const shares = plotHistograms(series, { share: true }).svg, counts = plotHistograms(series).svg;
  assertAlmostEquals(heightOf(shares, digitColors[0]), heightOf(shares, digitColors[1]), 0.01);
  assertAlmostEquals(heightOf(counts, digitColors[1]) / heightOf(counts, digitColors[0]), 2, 0.01);
});

Deno.test("plotHistograms() gives a name one colour in all panels, and names it once", () => {
  const { svg } = plotHistograms([panels[0], {
    title: "after",
    series: { "other class": [1, 2] },
  }]);
  assertEquals(outlinesOf(svg, digitColors[1]).length, 2);
  assertEquals(textsOf(svg).filter((text) => text === "other class").length, 1);
  assertStringIncludes(svg, '<tspan font-weight="bold">before training</tspan>');
  const own = plotHistograms({ a: [1, 2], b: [2, 3] }, { palette: ["#123456"] }).svg;
  assertEquals(outlinesOf(own, "#123456").length, 1);
});

Deno.test("binEdges() are round numbers, or those asked for of a domain", () => {
  assertEquals(binEdges([0.3, 9.7], 10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assertEquals(binEdges([0, 0.5], 5), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  assertEquals(binEdges([5], 4, [0, 2]), [0, 0.5, 1, 1.5, 2]);
  assert(binEdges([3, 3, 3], 40).length >= 2);
});

Deno.test("countInBins() counts both ends of the domain and nothing beyond", () => {
  assertEquals(countInBins([0, 0.5, 1, 3, 3.1, -0.1], [0, 1, 2, 3]), [2, 1, 1]);
  assertEquals(countInBins([0.1 + 0.2], binEdges([0, 0.1 + 0.2], 3)), [0, 0, 1]);
});

Deno.test("stepsOf() breaks the outline at empty bins", () => {
  const steps = stepsOf([2, 0, 1], [0, 1, 2, 3]);
  assertEquals(steps.filter(({ y }) => Number.isNaN(y)).length, 2);
  assertEquals(steps.filter(({ y }) => y > 0), [{ x: 0, y: 2 }, { x: 1, y: 2 }, { x: 2, y: 1 }, {
    x: 3,
    y: 1,
  }]);
});

Deno.test("plotHistograms() names what cannot be drawn", () => {
  assertThrows(() => plotHistograms({}), InputError, "series: empty");
  assertThrows(() => plotHistograms([]), InputError, "panels: empty");
  assertThrows(() => plotHistograms({ a: [] }), InputError, "a: empty");
  assertThrows(() => plotHistograms({ a: [1, NaN] }), InputError, "a: 1 of 2 values is not finite");
  assertThrows(() => plotHistograms({ a: [1] }, { bins: 0 }), InputError, "bins: is 0");
  assertThrows(
    () => plotHistograms({ a: [1] }, { domain: [1, 1] }),
    InputError,
    "domain: is [1, 1]",
  );
});
