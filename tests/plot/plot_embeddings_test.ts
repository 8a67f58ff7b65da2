import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { articleColors, digitColors, plotEmbeddings } from "../../lib/plot/mod.ts";
import { classPlaces, spreadTexts } from "../../lib/plot/_places.ts";
import { raysOf } from "../../lib/plot/_rays.ts";
import { assertQuick } from "../_yardstick.ts";
import { fakeEmbeddings } from "./_fake_data.ts";
import { assertSnapshot } from "./_snapshot.ts";
import { dotsOf } from "./_svg.ts";

const small = { count: 40, prototypes: true };

Deno.test("plotEmbeddings() draws what its snapshots show", async () => {
  await assertSnapshot(
    "embeddings",
    plotEmbeddings(fakeEmbeddings(small), { title: "ArcFace, m = 0.4 rad" }).svg,
  );
  const many = fakeEmbeddings({ ...small, embeddingSize: 5 });
  await assertSnapshot(
    "embeddings_5_dimensions",
    plotEmbeddings(many, { title: "D = 5", subtitle: "40 points" }).svg,
  );
  const line = fakeEmbeddings({ ...small, embeddingSize: 1, classes: 3 });
  await assertSnapshot(
    "embeddings_1_dimension",
    plotEmbeddings(line, { colors: "article", width: 300 }).svg,
  );
});

Deno.test("plotEmbeddings() draws every point in its class's colour, both axes on one scale", () => {
  const data = fakeEmbeddings({ count: 200 });
  data.embeddings.set([1000, 0, 0, 500, -1000, -500]);
  const { svg } = plotEmbeddings(data);
  const dots = dotsOf(svg);
  assertEquals(dots.length, 200);
  const at = (label: number, pick: (xs: number[]) => number, axis: "x" | "y") =>
    pick(dots.filter(({ color }) => color === digitColors[label]).map((dot) => dot[axis]));
  const most = (values: number[]) => Math.max(...values),
    least = (values: number[]) => Math.min(...values);
  const perX = (at(0, most, "x") - at(2, least, "x")) / 2000; // From −1000 to 1000.
  const perY = (at(2, most, "y") - at(1, least, "y")) / 1000; // From −500 to 500.
  assertAlmostEquals(perX, perY, 0.0003);
});

Deno.test("plotEmbeddings() interleaves classes, so that none hides another wholly", () => {
  const { svg } = plotEmbeddings(fakeEmbeddings({ count: 1000 }));
  const order = dotsOf(svg).map(({ color }) => color);
  assertLess(order.indexOf(digitColors[9]), order.lastIndexOf(digitColors[0]));
});

Deno.test("plotEmbeddings() leaves out what its options leave out", () => {
  const data = fakeEmbeddings({ count: 1000, prototypes: true });
  assertEquals(dotsOf(plotEmbeddings(data, { limit: 50 }).svg).length, 50);
  assertEquals(dotsOf(plotEmbeddings(data, { limit: 5000 }).svg).length, 1000);
  const right = plotEmbeddings(data, { domain: { x: [0, 100], y: [-100, 100] } });
  const expected =
    Array.from({ length: 1000 }, (_, i) => data.embeddings[2 * i]).filter((x) => x >= 0).length;
  assertEquals(dotsOf(right.svg).length, expected);
  assertStringIncludes(plotEmbeddings(data).svg, "W₉");
  assert(!plotEmbeddings(data, { showPrototypes: false }).svg.includes("W₉"));
});

Deno.test("plotEmbeddings() takes the article's colours and any number of classes", () => {
  const article = dotsOf(plotEmbeddings(fakeEmbeddings({ count: 100 }), { colors: "article" }).svg);
  assertEquals(new Set(article.map(({ color }) => color)), new Set(articleColors));
  const many = plotEmbeddings(fakeEmbeddings({ count: 600, classes: 60, prototypes: true })).svg;
  assertEquals(new Set(dotsOf(many).map(({ color }) => color)).size, 60);
  assertStringIncludes(many, "W₅₉");
});

Deno.test("plotEmbeddings() says in the title what plane it shows", () => {
  const titleOf = (embeddingSize: number) =>
    plotEmbeddings(fakeEmbeddings({ count: 40, embeddingSize }), { title: "Test" }).svg;
  assertStringIncludes(titleOf(2), ">Test<");
  assertStringIncludes(titleOf(8), ">Test (first two principal components)<");
  assertStringIncludes(titleOf(1), ">Test (one dimension, a row a class)<");
});

Deno.test("plotEmbeddings() draws embeddings that are all zero, one embedding, and classes without any", () => {
  const one = {
    embeddings: new Float32Array(2),
    embeddingSize: 2,
    labels: Int32Array.of(3),
    predicted: Int32Array.of(3),
  };
  const figure = plotEmbeddings({ ...one, classes: 10, prototypes: new Float32Array(20) });
  assertEquals(dotsOf(figure.svg).length, 1);
  assert(!/NaN|Infinity|undefined/.test(figure.svg));
});

Deno.test("plotEmbeddings() refuses arrays and options that cannot be drawn", () => {
  const data = fakeEmbeddings({ count: 20 });
  assertThrows(
    () => plotEmbeddings({ ...data, labels: new Int32Array(3) }),
    InputError,
    "embeddings: holds 40 values",
  );
  assertThrows(() => plotEmbeddings(data, { width: 20 }), InputError, "width: is 20");
  const domain = { x: [0, 1], y: [2, 2] } as { x: [number, number]; y: [number, number] };
  assertThrows(() => plotEmbeddings(data, { domain }), InputError, "domain.y: is [2, 2]");
});

Deno.test("plotEmbeddings() draws 10,000 points quickly", () => {
  const data = fakeEmbeddings({ count: 10_000, prototypes: true });
  assertQuick(() => assertLess(plotEmbeddings(data).svg.length, 250_000), 5);
});

Deno.test("classPlaces() is the median along a class's direction, whatever a few strays do", () => {
  const points = Float64Array.of(1, 1, 2, 2, 3, 3, 4, 4, 900, -80, 0, -5);
  const labels = Int32Array.of(0, 0, 0, 0, 0, 2);
  points.set([5, 5], 8);
  const places = classPlaces({ points, labels }, { classes: 3, origin: [0, 0] });
  assertAlmostEquals(places[0]!.x, 3, 1e-9);
  assertAlmostEquals(places[0]!.y, 3, 1e-9);
  assertEquals(places[1], undefined);
  assertAlmostEquals(places[2]!.y, -5, 1e-9);
});

Deno.test("spreadTexts() moves texts apart, within bounds, and leaves others where they are", () => {
  const texts = [[50, 50], [50, 50], [52, 50], [0, 0], [90, 20]].map(([x, y]) => ({
    x,
    y,
    text: "8",
    radius: 8,
  }));
  const spread = spreadTexts(texts, [0, 0, 100, 100]);
  for (let a = 0; a < spread.length; a++) {
    for (let b = 0; b < a; b++) {
      assert(
        Math.hypot(spread[a].x - spread[b].x, spread[a].y - spread[b].y) > 15.9,
        `${a} and ${b} overlap`,
      );
    }
  }
  assertEquals([spread[3].x, spread[3].y], [8, 8]);
  assertEquals([spread[4].x, spread[4].y], [90, 20]);
});

Deno.test("raysOf() ends before the frame, shorter by the share that lies in the plane", () => {
  const frame: [number, number, number, number] = [0, 0, 200, 200];
  const rays = raysOf(Float64Array.of(3, 0, 0, -4, 0, 0, 1, 1), [1, 0.5, 1, 1], {
    origin: { x: 100, y: 100 },
    frame,
  });
  assertEquals(rays.map((ray) => ray.class), [0, 1, 3]);
  assertEquals(rays[0].end, { x: 178, y: 100 });
  assertEquals(rays[1].end, { x: 100, y: 61 });
  assertEquals(raysOf(Float64Array.of(1, 0), [1], { origin: { x: -5, y: 100 }, frame }), []);
});
