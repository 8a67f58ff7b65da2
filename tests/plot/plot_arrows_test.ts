import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { digitColors, plotArrows } from "../../lib/plot/mod.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { attributeOf, dotsOf, numbersIn, tagsOf, textsOf } from "./_svg.ts";
import { assertTextsFit } from "./_text_boxes.ts";

/** Six points, half-way to two centers. */
const points = [1, 4, 2.2, 5, 0.6, 5.6, 5, 1, 6.2, 2.2, 4.4, 2.6], labels = [0, 0, 0, 1, 1, 1];
const centers = [
  { x: 1.6, y: 4.2, label: "c₀", class: 0, dx: -0.3, dy: 0.6 },
  { x: 5.6, y: 1.4, label: "c₁", class: 1, dx: -0.4, dy: 0.5 },
];
const arrows = points.map((value, k) => 0.5 * (centers[labels[k >> 1]][k % 2 ? "y" : "x"] - value));
const six = { points, labels, arrows, centers };
const options = {
  title: "Six points pulled to two centers",
  names: ["x₁", "x₂", "x₃", "x₄", "x₅", "x₆"],
};

/** Heads of arrows: their tips, CSS pixels. */
function tipsOf(svg: string, color: string): [number, number][] {
  return tagsOf(svg, "path", { fill: color, stroke: "none" }).map((tag) => {
    const [x, y] = numbersIn(attributeOf(tag, "d")!);
    return [x, y];
  });
}

Deno.test("plotArrows() draws what its snapshot shows", async () => {
  await assertSnapshot("arrows", plotArrows(six, options).svg);
});

Deno.test("plotArrows() cuts no text and lays none over another", () => {
  assertTextsFit(plotArrows(six, { ...options, width: 360 }));
});

Deno.test("plotArrows() draws arrows of the given length from every point, both axes on one scale", () => {
  const { svg } = plotArrows({ points: [0, 0, 0, 0], labels: [0, 1], arrows: [1, 0, 0, 1] });
  const [{ x, y }] = dotsOf(svg);
  const [[right]] = tipsOf(svg, digitColors[0]), [[, top]] = tipsOf(svg, digitColors[1]);
  assertAlmostEquals(right - x, y - top, 0.2);
  const domain = { x: [-4, 4] as [number, number], y: [-4, 4] as [number, number] };
  const scaled = plotArrows({ points: [0, 0, 1, 0], labels: [0, 1], arrows: [1, 0, 0, 0] }, {
    arrowScale: 3,
    domain,
  }).svg;
  const [at, unit] = dotsOf(scaled), [[tip]] = tipsOf(scaled, digitColors[0]);
  assertAlmostEquals(tip - at.x, 3 * (unit.x - at.x), 0.3);
});

Deno.test("plotArrows() draws centers as crosses, and no arrow where nothing moves", () => {
  const { svg } = plotArrows({
    points: [1, 1, 2, 2],
    labels: [3, 3],
    arrows: [0, 0, 0, 0],
    centers: [{ x: 1, y: 2 }],
  });
  assertEquals(tipsOf(svg, digitColors[3]), []);
  assertStringIncludes(svg, "l12,12m0,-12l-12,12");
  assert(!/NaN|Infinity|undefined/.test(svg));
});

Deno.test("plotArrows() leaves out what begins outside the given domain", () => {
  const { svg } = plotArrows(six, { ...options, domain: { x: [0, 3], y: [3, 6] } });
  assertEquals(dotsOf(svg).length, 3);
  assert(
    textsOf(svg).includes("c₀") && !textsOf(svg).includes("c₁") && !textsOf(svg).includes("x₅"),
  );
});

Deno.test("plotArrows() names what does not fit", () => {
  const refuses = (change: object, message: string) =>
    assertThrows(() => plotArrows({ ...six, ...change }), InputError, message);
  refuses({ labels: [] }, "labels: empty");
  refuses({ points: [1] }, "points: holds 1 values, not 12 (6 labels × 2)");
  refuses({ arrows: [1] }, "arrows: holds 1 values, not 12");
  refuses({ labels: [0, 0, 0, 1, 1, 0.5] }, "labels: index 5 is 0.5");
  refuses({ centers: [{ x: NaN, y: 0 }] }, "centers: 1 of 4 values is not finite");
  assertThrows(() => plotArrows(six, { names: ["a"] }), InputError, "names: holds 1 values, not 6");
});
