import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { boundariesOf } from "../../lib/plot/_boundaries.ts";
import {
  digitColors,
  type Domain,
  gridPoints,
  planeDomain,
  plotDecisionRegions,
} from "../../lib/plot/mod.ts";
import { rasterize } from "../../lib/plot/_raster.ts";
import { assertQuick } from "../_yardstick.ts";
import { fakeEmbeddings } from "./_fake_data.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { dotsOf, tagsOf, textsOf } from "./_svg.ts";
import { assertTextsFit } from "./_text_boxes.ts";

const domain: Domain = { x: [-2, 2], y: [-2, 2] };

/** Regions of a rule that says a place's class. */
function regionsOf(classes: number, size: number, rule: (x: number, y: number) => number) {
  const points = gridPoints(domain, size);
  const predicted = Int32Array.from(
    { length: size * size },
    (_, i) => rule(points[2 * i], points[2 * i + 1]),
  );
  return { classes, size, domain, predicted };
}

const thirds = (x: number, y: number) => y > 0.5 ? 0 : x < 0.3 * y ? 1 : 2;

Deno.test("plotDecisionRegions() draws what its snapshots show", async () => {
  await assertSnapshot("decision_regions", plotDecisionRegions(regionsOf(3, 12, thirds)).svg);
  const few = fakeEmbeddings({ count: 30, classes: 3, norm: 1 });
  const options = { title: "Three classes", subtitle: "30 points", width: 400 };
  await assertSnapshot(
    "decision_regions_embeddings",
    plotDecisionRegions(regionsOf(3, 12, thirds), few, options).svg,
  );
});

Deno.test("plotDecisionRegions() tints every place by its class", () => {
  const figure = plotDecisionRegions(
    regionsOf(2, 10, (x, y) => x > 0 && y > 0 ? 1 : 0),
    undefined,
    { width: 360 },
  );
  const { pixels, width } = rasterize(figure.svg, 1);
  const hue = (
    x: number,
    y: number,
  ) => [...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  // The plotted rectangle goes from 58 to 346 and from 8 to 296.
  const [first, second] = [hue(100, 100), hue(300, 60)];
  assert(
    first[2] > first[0] && second[0] > second[2],
    `${first} is not bluish or ${second} not brownish`,
  );
  assertEquals(hue(300, 250), first);
});

Deno.test("plotDecisionRegions() writes a class's number at its embeddings, or in its region", () => {
  const { svg } = plotDecisionRegions(regionsOf(3, 20, thirds));
  for (const number of ["0", "1", "2"]) assert(textsOf(svg).includes(number));
  assertEquals(dotsOf(svg), []);
  const few = fakeEmbeddings({ count: 30, classes: 3, norm: 1, prototypes: true });
  const drawn = plotDecisionRegions(regionsOf(3, 20, thirds), few, { limit: 10 }).svg;
  assertEquals(dotsOf(drawn).length, 10);
  assert(!drawn.includes("W₀"));
  assertStringIncludes(
    plotDecisionRegions(regionsOf(3, 20, thirds), few, { showPrototypes: true }).svg,
    "W₀",
  );
});

Deno.test("plotDecisionRegions() writes numbers in the regions where asked, dots or no dots", () => {
  const one = fakeEmbeddings({ count: 30, classes: 3, norm: 1 });
  const numbersOf = (svg: string) => tagsOf(svg, "text", { "font-weight": "bold" });
  const bare = plotDecisionRegions(regionsOf(3, 20, thirds)).svg;
  const dotted = plotDecisionRegions(regionsOf(3, 20, thirds), one, { numbersAt: "regions" }).svg;
  assertEquals(numbersOf(dotted), numbersOf(bare));
  assert(dotsOf(dotted).length > 0);
});

Deno.test("plotDecisionRegions() cuts no text and lays none over another", () => {
  const few = fakeEmbeddings({ count: 30, classes: 3, norm: 1 });
  assertTextsFit(
    plotDecisionRegions(regionsOf(3, 20, thirds), few, { title: "Three classes", width: 400 }),
  );
});

Deno.test("plotDecisionRegions() draws one region that covers all, and none of a class", () => {
  const { svg } = plotDecisionRegions(regionsOf(5, 4, () => 3));
  assertEquals(tagsOf(svg, "path", { fill: digitColors[3] }).length, 1);
  assert(!/NaN|Infinity|undefined/.test(svg));
});

Deno.test("boundariesOf() makes a straight line of a straight boundary, from edge to edge", () => {
  for (const slope of [0.05, 0.37, 1, -0.8]) {
    const lines = boundariesOf(regionsOf(2, 60, (x, y) => y > slope * x + 0.1 ? 0 : 1));
    assertEquals(lines.length, 1);
    assertEquals(lines[0].length, 2);
    for (const { x, y } of lines[0]) {
      const [planeX, planeY] = [x / 15 - 2, 2 - y / 15];
      assertAlmostEquals(planeY, slope * planeX + 0.1, 0.08);
    }
  }
});

Deno.test("boundariesOf() joins lines where three classes meet, and closes a ring", () => {
  const meeting = boundariesOf(regionsOf(3, 40, thirds));
  assertEquals(meeting.length, 3);
  const [ring, ...others] = boundariesOf(regionsOf(2, 60, (x, y) => Math.hypot(x, y) < 1 ? 1 : 0));
  assertEquals(others, []);
  assertEquals(ring[0], ring.at(-1));
  for (const { x, y } of ring) assertAlmostEquals(Math.hypot(x / 15 - 2, 2 - y / 15), 1, 0.08);
});

Deno.test("gridPoints() are the middles of cells, row by row from the top", () => {
  const points = gridPoints({ x: [0, 3], y: [0, 30] }, 3);
  assertEquals([...points.slice(0, 8)], [0.5, 25, 1.5, 25, 2.5, 25, 0.5, 15]);
  assertEquals(points.length, 18);
});

Deno.test("planeDomain() is a square around all points and the origin", () => {
  const data = fakeEmbeddings({ count: 100, norm: 10 });
  const { x, y } = planeDomain(data, { room: 0 });
  assertAlmostEquals(x[1] - x[0], y[1] - y[0], 1e-9);
  for (let i = 0; i < 100; i++) {
    assert(data.embeddings[2 * i] >= x[0] - 1e-6 && data.embeddings[2 * i] <= x[1] + 1e-6);
  }
});

Deno.test("plotDecisionRegions() draws 300 × 300 cells quickly and in few bytes", () => {
  const regions = regionsOf(
    10,
    300,
    (x, y) => Math.floor((Math.atan2(y, x) + Math.PI) / 2 / Math.PI * 9.999),
  );
  assertQuick(() => assertLess(plotDecisionRegions(regions).svg.length, 250_000), 15);
});

Deno.test("plotDecisionRegions() names what does not fit", () => {
  const regions = regionsOf(3, 10, thirds);
  const refuses = (change: object, message: string) =>
    assertThrows(() => plotDecisionRegions({ ...regions, ...change }), InputError, message);
  refuses({ size: 9 }, "predicted: holds 100 values, not 81 (9 × 9 cells)");
  refuses({ classes: 2 }, "predicted: index");
  refuses({ size: 1 }, "size: is 1");
  refuses({ domain: { x: [0, 0], y: [0, 1] } }, "domain.x: is [0, 0]");
  const other = fakeEmbeddings({ count: 6, classes: 3, embeddingSize: 4 });
  assertThrows(() => plotDecisionRegions(regions, other), InputError, "embeddings: of size 4");
  const more = fakeEmbeddings({ count: 6, classes: 4 });
  assertThrows(
    () => plotDecisionRegions(regions, more),
    InputError,
    "embeddings: of 4 classes, the regions of 3",
  );
  assertThrows(() => gridPoints(domain, 1.5), InputError, "size: is 1.5");
  assertThrows(
    () => planeDomain(fakeEmbeddings({ count: 6 }), { share: 0 }),
    InputError,
    "share: is 0",
  );
});
