import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { digitColors, plotLines } from "../../lib/plot/mod.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { attributeOf, numbersIn, tagsOf, textsOf } from "./_svg.ts";
import { assertTextsFit, textBoxes } from "./_text_boxes.ts";

const angles = Array.from({ length: 37 }, (_, k) => k * Math.PI / 36);
const margin = 0.4;

/** The target logit with and without a margin: what a notebook draws. */
const target = {
  "cos θ": { x: angles, y: angles.map(Math.cos) },
  "cos(θ + m)": {
    x: angles,
    y: angles.map((t) => t + margin < Math.PI ? Math.cos(t + margin) : NaN),
  },
  "θ beyond π − m": {
    x: angles,
    y: angles.map((t) => t + margin < Math.PI ? NaN : Math.cos(t) - 0.2),
    dashed: true,
  },
};
const targetOptions = {
  title: "Target logit",
  degrees: true,
  xLabel: "θ",
  yLabel: "logit / s",
  marks: [{ x: Math.PI - margin, label: "π − m" }, { x: margin, label: "m" }, {
    y: 0.5,
    label: "half",
  }],
};

/** Points of the lines, CSS pixels: one list a run. */
function runsOf(svg: string, color: string): number[][] {
  return tagsOf(svg, "path", { stroke: color }).map((tag) => numbersIn(attributeOf(tag, "d")!));
}

Deno.test("plotLines() draws what its snapshots show", async () => {
  await assertSnapshot("lines", plotLines(target, targetOptions).svg);
  const x = [1, 10, 100, 1000], floor = { "10 classes": { x, y: [1.6, 1e-2, 1e-7, 1e-9] } };
  const options = {
    logX: true,
    logY: true,
    yDomain: [1e-6, 10] as [number, number],
    dots: true,
    xLabel: "scale s",
  };
  await assertSnapshot("lines_logarithmic", plotLines(floor, options).svg);
});

Deno.test("plotLines() cuts no text and lays none over another", () => {
  assertTextsFit(plotLines(target, targetOptions));
  const near = Array.from(
    { length: 8 },
    (_, k) => [`λ = ${10 ** -k}`, { x: [0, 1], y: [0, 1 + k / 100] }],
  );
  const marks = [
    { y: 1.05, label: "a long name of a level line that needs several lines of text" },
    {
      x: 0.5,
      label: "one",
    },
    { x: 0.51, label: "another" },
  ];
  assertTextsFit(plotLines(Object.fromEntries(near), { marks, yLabel: "loss", width: 480 }));
});

Deno.test("plotLines() writes a name inside the panel clear of lines that end elsewhere", () => {
  const { svg } = plotLines(target, targetOptions);
  const name = textBoxes(plotLines(target, targetOptions)).find(({ text }) =>
    text === "cos(θ + m)"
  )!;
  const other = runsOf(svg, digitColors[0])[0];
  for (let k = 0; k < other.length; k += 2) {
    const [x, y] = [other[k], other[k + 1] + 24]; // Below the title.
    assert(
      x < name.left || x > name.right || y < name.top || y > name.bottom,
      `${name.text} stands on the line`,
    );
  }
});

Deno.test("plotLines() breaks a line at NaN, and draws a point that stands alone", () => {
  const { svg } = plotLines({ a: { x: [1, 2, 3, 4, 5, 6], y: [1, 2, NaN, 4, NaN, 3] } });
  assertEquals(runsOf(svg, digitColors[0]).filter((numbers) => numbers.length > 2).length, 1);
  assertEquals(tagsOf(svg, "circle").length, 2);
  assertEquals(
    tagsOf(plotLines({ a: { x: [1, 2, 3], y: [1, 2, 1] } }, { dots: true }).svg, "circle").length,
    3,
  );
});

Deno.test("plotLines() cuts lines at the given domain, where they leave it", () => {
  const options = { xDomain: [0, 10] as [number, number], yDomain: [0, 5] as [number, number] };
  const [line] = runsOf(
    plotLines({ a: { x: [-10, 20], y: [-10, 20] } }, options).svg,
    digitColors[0],
  );
  const [whole] = runsOf(plotLines({ a: { x: [0, 5], y: [0, 5] } }, options).svg, digitColors[0]);
  line.forEach((value, k) => assertAlmostEquals(value, whole[k], 0.02));
  const dotted =
    plotLines({ a: { x: [-10, 3, 20], y: [-10, 3, 20] } }, { ...options, dots: true }).svg;
  assertEquals(tagsOf(dotted, "circle").length, 1);
  const gone = plotLines({ a: { x: [0, 1], y: [7, 8] }, b: { x: [0, 1], y: [1, 2] } }, options).svg;
  assert(!textsOf(gone).includes("a"));
});

Deno.test("plotLines() writes radians as degrees where asked", () => {
  const { svg } = plotLines(target, targetOptions);
  for (const tick of ["0°", "90°", "180°"]) assertStringIncludes(svg, `>${tick}<`);
  assertStringIncludes(
    plotLines({ a: { x: [-Math.PI, Math.PI], y: [0, 1] } }, { degrees: true }).svg,
    ">−90°<",
  );
});

Deno.test("plotLines() takes dashes and colours of its series", () => {
  const { svg } = plotLines({ a: { x: [0, 1], y: [0, 1], dashed: true, color: "#123456" } });
  assertEquals(runsOf(svg, "#123456").length, 1);
  assertStringIncludes(svg, 'stroke-dasharray="6,4"');
});

Deno.test("plotLines() widens its axes for marks, unless they are given", () => {
  assertStringIncludes(
    plotLines({ a: { x: [0, 1], y: [0, 1] } }, { marks: [{ y: 3, label: "floor" }] }).svg,
    ">floor<",
  );
  const beyond = plotLines({ a: { x: [0, 1], y: [0, 1] } }, {
    marks: [{ y: 3, label: "floor" }],
    yDomain: [0, 1],
  });
  assert(!beyond.svg.includes("floor"));
});

Deno.test("plotLines() draws a single point and a level line", () => {
  for (const y of [[2, 2], [0, 0]]) {
    assert(!/NaN|Infinity|undefined/.test(plotLines({ a: { x: [1, 2], y } }).svg));
    assert(!/NaN|Infinity|undefined/.test(plotLines({ a: { x: [1], y: [y[0]] } }).svg));
  }
  assert(
    !/NaN|Infinity|undefined/.test(
      plotLines({ a: { x: [1], y: [3] } }, { logX: true, logY: true }).svg,
    ),
  );
});

Deno.test("plotLines() names what cannot be drawn", () => {
  const refuses = (curve: object, message: string, options = {}) =>
    assertThrows(
      () => plotLines({ a: { x: [1, 2], y: [1, 2], ...curve } }, options),
      InputError,
      message,
    );
  assertThrows(() => plotLines({}), InputError, "series: empty");
  refuses({ x: [], y: [] }, "a: empty");
  refuses({ y: [1] }, "y of a: holds 1 values, not 2 (as many as x)");
  refuses({ y: [1, Infinity] }, "y of a: index 1 is Infinity");
  refuses({ x: [NaN, 1] }, "x of a: 1 of 2 values is not finite");
  refuses({ y: [1, 0] }, "y of a: index 1 is 0; a logarithmic axis needs numbers above 0", {
    logY: true,
  });
  refuses({}, "xDomain: is [2, 1]", { xDomain: [2, 1] });
  refuses({}, "y: reaches 0; a logarithmic axis", { logY: true, yDomain: [0, 1] });
  refuses({}, "marks: x of entry 1 is NaN", { marks: [{ y: 1 }, { x: NaN }] });
  refuses({}, "height: is 20", { height: 20 });
});
