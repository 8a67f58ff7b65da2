import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { classAngles } from "../../lib/metrics/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import { assertQuick } from "../_yardstick.ts";

/** Embeddings in the plane: `[class, degrees, length]` each. */
function inPlane(...points: [label: number, degrees: number, length: number][]) {
  const coordinates = points.flatMap(([, degrees, length]) => {
    const angle = degrees * Math.PI / 180;
    return [length * Math.cos(angle), length * Math.sin(angle)];
  });
  return {
    embeddings: Float32Array.from(coordinates),
    embeddingSize: 2,
    labels: Int32Array.from(points, ([label]) => label),
    classes: 1 + Math.max(...points.map(([label]) => label)),
  };
}

Deno.test("classAngles() equals values computed by hand", () => {
  // Class 0 around 0°: ±10°; class 1 around 90°: ±20°; class 2 at 150°: twice.
  const angles = classAngles(
    inPlane([0, 10, 1], [0, -10, 5], [1, 70, 2], [1, 110, 0.1], [2, 150, 1], [2, 150, 9]),
  );
  assertAlmostEquals(angles.intraClassAngle, (10 + 10 + 20 + 20 + 0 + 0) / 6, 1e-5);
  assertAlmostEquals(angles.nearestClassAngle, 60, 1e-5);
  assertEquals(angles.nearestClasses, [1, 2]);
  assertEquals(angles.perClass.map(({ intraClassAngle }) => Math.round(intraClassAngle)), [
    10,
    20,
    0,
  ]);
});

Deno.test("classAngles() gives every image the same weight, not every class", () => {
  const angles = classAngles(
    inPlane([0, 30, 1], [0, -30, 1], [1, 90, 1], [1, 90, 1], [1, 90, 1], [1, 90, 1]),
  );
  assertAlmostEquals(angles.intraClassAngle, 60 / 6, 1e-5);
});

Deno.test("classAngles() takes the mean of unit embeddings: lengths do not count", () => {
  const angles = classAngles(inPlane([0, 0, 1000], [0, 90, 0.001], [1, 225, 1]));
  assertAlmostEquals(angles.intraClassAngle, (45 + 45 + 0) / 3, 1e-5);
  assertAlmostEquals(angles.nearestClassAngle, 180, 1e-5);
});

Deno.test("classAngles() equals a brute-force computation in many dimensions", () => {
  const N = 300, D = 7, C = 5;
  const random = seededRandom(3);
  const embeddings = Float32Array.from({ length: N * D }, () => randomNormal(random) + 0.5);
  const labels = Int32Array.from({ length: N }, () => Math.floor(random() * C));
  const angles = classAngles({ embeddings, embeddingSize: D, labels, classes: C });

  const unit = (v: number[]) => v.map((value) => value / Math.hypot(...v));
  const degrees = (u: number[], v: number[]) =>
    Math.acos(u.reduce((sum, x, d) => sum + x * v[d], 0)) * 180 / Math.PI;
  const units = Array.from(
    { length: N },
    (_, i) => unit(Array.from(embeddings.slice(i * D, i * D + D))),
  );
  const means = Array.from({ length: C }, (_, c) => {
    const members = units.filter((_, i) => labels[i] === c);
    return unit(Array.from({ length: D }, (_, d) => members.reduce((sum, v) => sum + v[d], 0)));
  });
  const intra = units.reduce((sum, v, i) => sum + degrees(v, means[labels[i]]), 0) / N;
  const between = means.flatMap((u, a) =>
    means.slice(a + 1).map((v, b) => ({ angle: degrees(u, v), a, b: a + 1 + b }))
  );
  const nearest = between.reduce((least, pair) => pair.angle < least.angle ? pair : least);
  assertAlmostEquals(angles.intraClassAngle, intra, 1e-9);
  assertAlmostEquals(angles.nearestClassAngle, nearest.angle, 1e-9);
  assertEquals(angles.nearestClasses, [nearest.a, nearest.b]);
});

Deno.test("classAngles() is accurate next to 0° and 180°", () => {
  const tiny = 1e-6; // radians: its cosine differs from 1 by 5e-13, of which an arc cosine makes 1 ± 1e-4 of it
  const measure = (...embeddings: number[]) =>
    classAngles({
      embeddings: Float32Array.from(embeddings),
      embeddingSize: 2,
      labels: Int32Array.of(0, 1),
      classes: 2,
    }).nearestClassAngle * Math.PI / 180;
  const exact = Math.fround(tiny);
  assertAlmostEquals(measure(1, 0, 1, tiny) / exact, 1, 1e-9);
  assertAlmostEquals((Math.PI - measure(1, 0, -1, tiny)) / exact, 1, 1e-9);
  assertEquals(measure(3, 4, 6, 8), 0);
});

Deno.test("classAngles() leaves out embeddings of length zero and counts them", () => {
  const angles = classAngles(
    inPlane([0, 10, 1], [0, -10, 1], [0, 0, 0], [1, 90, 1], [1, 0, 0], [1, 0, 0]),
  );
  assertAlmostEquals(angles.intraClassAngle, 20 / 3, 1e-5);
  assertAlmostEquals(angles.nearestClassAngle, 90, 1e-5);
  assertEquals(angles.zeroes, 3);
  assertEquals(angles.perClass.map(({ count, zeroes }) => [count, zeroes]), [[2, 1], [1, 2]]);
});

Deno.test("classAngles() keeps the smallest and largest float32 numbers apart from zero", () => {
  const angles = classAngles({
    embeddings: Float32Array.of(1e-45, 0, 0, 3e38),
    embeddingSize: 2,
    labels: Int32Array.of(0, 1),
    classes: 2,
  });
  assertAlmostEquals(angles.nearestClassAngle, 90, 1e-9);
  assertEquals(angles.zeroes, 0);
});

Deno.test("classAngles() leaves out classes without images", () => {
  const angles = classAngles({ ...inPlane([1, 0, 1], [4, 50, 1], [4, 50, 2]), classes: 6 });
  assertAlmostEquals(angles.nearestClassAngle, 50, 1e-5);
  assertEquals(angles.nearestClasses, [1, 4]);
  assertEquals(angles.perClass.map(({ count }) => count), [0, 1, 0, 0, 2, 0]);
  assertEquals(angles.perClass[0].intraClassAngle, NaN);
  assertAlmostEquals(angles.intraClassAngle, 0, 1e-5);
});

Deno.test("classAngles() leaves out a class whose embeddings cancel out", () => {
  const angles = classAngles(inPlane([0, 0, 1], [0, 180 - 3e-6, 1], [1, 0, 1], [2, 20, 1]));
  assertEquals(angles.nearestClasses, [1, 2]);
  assertAlmostEquals(angles.nearestClassAngle, 20, 1e-5);
  assertEquals(angles.perClass[0], { count: 2, zeroes: 0, intraClassAngle: NaN });
  assertAlmostEquals(angles.intraClassAngle, 0, 1e-5);
});

Deno.test("classAngles() says NaN where there is nothing to measure", () => {
  const one = classAngles(inPlane([0, 10, 1], [0, 20, 1]));
  assertAlmostEquals(one.intraClassAngle, 5, 1e-5);
  assertEquals([one.nearestClassAngle, one.nearestClasses], [NaN, undefined]);
  const none = classAngles(inPlane([0, 0, 0], [1, 0, 0]));
  assertEquals([none.intraClassAngle, none.nearestClassAngle, none.zeroes], [NaN, NaN, 2]);
});

Deno.test("classAngles() names the embedding that is not finite", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const measured = inPlane([0, 0, 1], [1, 90, 1], [1, 80, 1]);
    measured.embeddings[5] = value;
    const { message } = assertThrows(() => classAngles(measured), InputError);
    assertStringIncludes(message, `embedding 2 holds ${value}`);
  }
});

Deno.test("classAngles() refuses lengths and labels that do not fit", () => {
  const good = inPlane([0, 0, 1], [1, 90, 1]);
  const message = (change: Partial<typeof good>) =>
    assertThrows(() => classAngles({ ...good, ...change }), InputError).message;
  assertStringIncludes(message({ embeddingSize: 3 }), "4 numbers are not 2 embeddings of 3");
  assertStringIncludes(message({ classes: 1 }), "labels[1] is 1, but classes are 0 to 0");
});

Deno.test("classAngles() measures 10,000 embeddings of 128 in a moment", () => {
  const random = seededRandom(5);
  const embeddings = Float32Array.from({ length: 10_000 * 128 }, () => random() - 0.3);
  const labels = Int32Array.from({ length: 10_000 }, (_, i) => i % 10);
  assertQuick(() => {
    assert(
      classAngles({ embeddings, embeddingSize: 128, labels, classes: 10 }).intraClassAngle > 0,
    );
  }, 4);
});
