import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { digitColors, plotCircle } from "../../lib/plot/mod.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { attributeOf, dotsOf, numbersIn, tagsOf } from "./_svg.ts";
import { assertTextsFit, textBoxes } from "./_text_boxes.ts";

const degree = Math.PI / 180;
const margin = {
  title: "An angular margin",
  prototypes: [20 * degree, 110 * degree],
  boundaries: [{ angle: 65 * degree, label: "boundary" }, {
    angle: 54 * degree,
    label: "with margin",
  }],
  arcs: [
    { from: 20 * degree, to: 42 * degree, label: "θ" },
    { from: 54 * degree, to: 65 * degree, radius: 0.8, label: "m/2", color: "#c00000" },
  ],
  sectors: [{ from: -90 * degree, to: 54 * degree, class: 0 }],
  points: { angles: [42 * degree], labels: [0], names: ["x"], arrows: true },
};

/** Middle and radius of the unit circle. */
function circleOf(svg: string): { x: number; y: number; radius: number } {
  const numbers = numbersIn(attributeOf(tagsOf(svg, "path", { stroke: "#999" })[0], "d")!);
  const [right, y, radius] = numbers;
  return { x: right - radius, y, radius };
}

Deno.test("plotCircle() draws what its snapshots show", async () => {
  await assertSnapshot("circle", plotCircle(margin).svg);
  const ten = Array.from({ length: 10 }, (_, c) => 36 * degree * c);
  await assertSnapshot("circle_ten_classes", plotCircle({ prototypes: ten, width: 400 }).svg);
});

Deno.test("plotCircle() cuts no text and lays none over another", () => {
  assertTextsFit(plotCircle(margin));
  const labels = Array.from(
    { length: 12 },
    (_, k) => ({ angle: 80 * degree + 2 * degree * k, label: `boundary ${k}` }),
  );
  assertTextsFit(plotCircle({ prototypes: [0, Math.PI], boundaries: labels, width: 400 }));
});

Deno.test("plotCircle() puts angles counter-clockwise from the right, points on the circle", () => {
  const { svg } = plotCircle({
    prototypes: [],
    points: { angles: [0, 90 * degree], labels: [0, 1] },
  });
  const { x, y, radius } = circleOf(svg), dots = dotsOf(svg);
  const [right, top] = [0, 1].map((label) =>
    dots.find(({ color }) => color === digitColors[label])!
  );
  assertAlmostEquals(right.x, x + radius, 0.2);
  assertAlmostEquals(right.y, y, 0.2);
  assertAlmostEquals(top.y, y - radius, 0.2);
});

Deno.test("plotCircle() draws an arc at its radius, the way its angles go, and writes its label outward", () => {
  const figure = plotCircle(margin), { x, y, radius } = circleOf(figure.svg);
  const [tag] = tagsOf(figure.svg, "path", { stroke: "#c00000" });
  const [x1, y1, r] = numbersIn(attributeOf(tag, "d")!);
  assertAlmostEquals(r, 0.8 * radius, 0.2);
  assertAlmostEquals(Math.hypot(x1 - x, y1 - y), 0.8 * radius, 0.2);
  const label = textBoxes(figure).find(({ text }) => text === "m/2")!;
  const middle = { x: (label.left + label.right) / 2, y: (label.top + label.bottom) / 2 };
  const down = figure.height - tagHeight(figure.svg); // What the title takes.
  assertGreater(Math.hypot(middle.x - x, middle.y - down - y), 0.8 * radius);
  const back = plotCircle({ ...margin, arcs: [{ from: 1, to: 0.2, color: "#c00000" }] }).svg;
  assertStringIncludes(tagsOf(back, "path", { stroke: "#c00000" })[0], ",0,0,1,");
});

/** Height of the drawing below the title. */
function tagHeight(svg: string): number {
  const [, height] = /viewBox="0 0 \d+ (\d+)"/.exec(svg)!;
  return +height - numbersIn(/<g transform="translate\(0,([\d.]+)\)"/.exec(svg)![1])[0];
}

Deno.test("plotCircle() leaves room for long labels and keeps the circle round", () => {
  const plain = circleOf(plotCircle({ prototypes: [0] }).svg);
  const long = circleOf(plotCircle({ prototypes: [0], names: ["the prototype of class 0"] }).svg);
  assertGreater(plain.radius, long.radius + 40);
});

Deno.test("plotCircle() draws 10,000 points in few bytes, and nothing at all", () => {
  const angles = Array.from({ length: 10_000 }, (_, i) => i);
  assert(
    plotCircle({ prototypes: [], points: { angles, labels: angles.map((i) => i % 10) } }).svg
      .length < 250_000,
  );
  assert(!/NaN|Infinity|undefined/.test(plotCircle({ prototypes: [] }).svg));
});

Deno.test("plotCircle() names what does not fit", () => {
  const refuses = (change: object, message: string) =>
    assertThrows(() => plotCircle({ ...margin, ...change }), InputError, message);
  refuses({ prototypes: [NaN] }, "prototypes: 1 of 1 values is not finite");
  refuses({ names: ["one"] }, "names: holds 1 values, not 2 (as many as prototypes)");
  refuses({ arcs: [{ from: 0, to: Infinity }] }, "arcs: 1 of 3 values is not finite");
  refuses({ points: { angles: [1, 2], labels: [0] } }, "labels of points: holds 1 values, not 2");
  refuses({ points: { angles: [1], labels: [-1] } }, "labels: index 0 is -1");
  assertEquals(plotCircle({ prototypes: [], width: 200 }).width, 200);
});
