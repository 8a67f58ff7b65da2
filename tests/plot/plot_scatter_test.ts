import { assert, assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { digitColors, plotScatter } from "../../lib/plot/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import { assertQuick } from "../_yardstick.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { attributeOf, dotsOf, numbersIn, tagsOf, textsOf } from "./_svg.ts";
import { assertTextsFit } from "./_text_boxes.ts";

/** Norms and confidences: longer embeddings are surer. */
function measured(count: number) {
  const random = seededRandom(1);
  const x = Float32Array.from(
    { length: count },
    () => 1 + Math.abs(40 + 15 * randomNormal(random)),
  );
  const y = x.map((norm) => 1 / (1 + Math.exp(1 - norm / 12 + randomNormal(random))));
  return { x, y, labels: Int32Array.from({ length: count }, (_, i) => i % 10) };
}

Deno.test("plotScatter() draws what its snapshot shows", async () => {
  const { x, y, labels } = measured(60);
  const options = {
    title: "Longer is surer",
    labels,
    medianBins: 4,
    xLabel: "norm",
    yLabel: "confidence",
  };
  await assertSnapshot(
    "scatter",
    plotScatter(x, y, { ...options, marks: [{ y: 0.1, label: "chance" }] }).svg,
  );
});

Deno.test("plotScatter() cuts no text and lays none over another", () => {
  const { x, y, labels } = measured(60);
  const marks = [{ y: 0.1, label: "chance" }, { x: 30, label: "s = 30" }];
  assertTextsFit(
    plotScatter(x, y, {
      labels,
      medianBins: 4,
      marks,
      xLabel: "norm",
      yLabel: "confidence",
      width: 400,
    }),
  );
});

Deno.test("plotScatter() draws every pair, or as many as asked for, in its class's colour", () => {
  const { x, y, labels } = measured(500);
  const dots = dotsOf(plotScatter(x, y, { labels }).svg);
  assertEquals(dots.length, 500);
  assertEquals(new Set(dots.map(({ color }) => color)), new Set(digitColors));
  assertEquals(
    dotsOf(plotScatter(x, y, { limit: 20, color: "#123456" }).svg).map(({ color }) => color)[0],
    "#123456",
  );
  assertEquals(dotsOf(plotScatter(x, y, { limit: 20 }).svg).length, 20);
});

Deno.test("plotScatter() names the classes that there are", () => {
  const { svg } = plotScatter([1, 2, 3], [1, 2, 3], {
    labels: [7, 3, 7],
    xDomain: [0.5, 3.5],
    height: 200,
  });
  const squares = tagsOf(svg, "rect").filter((tag) => attributeOf(tag, "width") === "11");
  assertEquals(squares.map((tag) => attributeOf(tag, "fill")), [digitColors[3], digitColors[7]]);
  assert(!textsOf(plotScatter([1, 2], [1, 2]).svg).includes("median"));
});

Deno.test("plotScatter() draws the median of groups of equal size", () => {
  const { svg } = plotScatter([1, 2, 3, 10, 20, 30], [5, 1, 900, 7, 7, 7], { medianBins: 2 });
  const dots = dotsOf(svg), [line] = tagsOf(svg, "path", { stroke: "#111111" });
  const [x1, y1, x2, y2] = numbersIn(attributeOf(line, "d")!);
  const at = (i: number) => [dots[i].x, dots[i].y];
  const rounded = (values: number[]) => values.map((value) => Math.round(value));
  assertEquals(rounded([x1, y1]), rounded([at(1)[0], at(0)[1]])); // Middle x 2, middle y 5.
  assertEquals(rounded([x2, y2]), rounded(at(4)));
});

Deno.test("plotScatter() takes logarithms and domains, and leaves out what lies beyond", () => {
  assertStringIncludes(
    plotScatter([1, 1000], [1, 2], { logX: true, xLabel: "norm" }).svg,
    "norm, logarithmic",
  );
  assertEquals(dotsOf(plotScatter([1, 5, 9], [1, 1, 1], { xDomain: [0, 6] }).svg).length, 2);
  assert(!/NaN|Infinity|undefined/.test(plotScatter([1], [1], { medianBins: 5 }).svg));
});

Deno.test("plotScatter() draws 10,000 pairs in few bytes and quickly", () => {
  const { x, y, labels } = measured(10_000);
  assertQuick(
    () => assertLess(plotScatter(x, y, { labels, medianBins: 20 }).svg.length, 250_000),
    6,
  );
});

Deno.test("plotScatter() names what cannot be drawn", () => {
  assertThrows(() => plotScatter([], []), InputError, "x: empty");
  assertThrows(
    () => plotScatter([1, 2], [1]),
    InputError,
    "y: holds 1 values, not 2 (as many as x)",
  );
  assertThrows(() => plotScatter([1, NaN], [1, 2]), InputError, "x: 1 of 2 values is not finite");
  assertThrows(
    () => plotScatter([1, 0], [1, 2], { logX: true }),
    InputError,
    "x: index 1 is 0; a logarithmic axis",
  );
  assertThrows(
    () => plotScatter([1], [1], { labels: [1, 2] }),
    InputError,
    "labels: holds 2 values, not 1",
  );
  assertThrows(() => plotScatter([1], [1], { medianBins: 1.5 }), InputError, "medianBins: is 1.5");
});
