import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../lib/errors.ts";
import { projectToPlane } from "../../lib/plot/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import type { Embeddings } from "../../lib/types.ts";
import { assertQuick } from "../_yardstick.ts";
import { fakeEmbeddings } from "./_fake_data.ts";

const centre = [10, -4, 7];
// Orthonormal, along none of the axes.
const directions = [[2, 1, 2], [-2, 2, 1], [1, 2, -2]].map((row) => row.map((value) => value / 3));

/**
 * Normal points `[N, 3]` around `centre`, with standard deviations 5, 2 and 0.1 along `directions`.
 */
function cloud(count: number): Embeddings {
  const random = seededRandom(3);
  const rows = Array.from({ length: count }, () => {
    const along = [5, 2, 0.1].map((sigma) => sigma * randomNormal(random));
    return centre.map((value, d) =>
      value + along.reduce((sum, length, k) => sum + length * directions[k][d], 0)
    );
  });
  return {
    embeddings: Float32Array.from(rows.flat()),
    embeddingSize: 3,
    labels: new Int32Array(count),
    predicted: new Int32Array(count),
    classes: 1,
    prototypes: Float32Array.from(
      centre.map((value, d) => value + 3 * directions[0][d] - directions[1][d]),
    ),
  };
}

Deno.test("projectToPlane() leaves two dimensions as they are", () => {
  const data = fakeEmbeddings({ count: 20, prototypes: true });
  const plane = projectToPlane(data);
  assertEquals([...plane.points], [...data.embeddings]);
  assertEquals([...plane.prototypes!], [...data.prototypes!]);
  assertEquals(plane.origin, [0, 0]);
});

Deno.test("projectToPlane() finds the two directions of largest variance", () => {
  const { axes, explained, mean } = projectToPlane(cloud(3000));
  for (const k of [0, 1]) {
    const cosine = directions[k].reduce((sum, value, d) => sum + value * axes[3 * k + d], 0);
    assertAlmostEquals(Math.abs(cosine), 1, 1e-3);
  }
  for (let d = 0; d < 3; d++) assertAlmostEquals(mean[d], centre[d], 0.3);
  assertAlmostEquals(explained[0], 25 / 29.01, 0.02);
  assertAlmostEquals(explained[1], 4 / 29.01, 0.02);
});

Deno.test("projectToPlane() moves prototypes and the origin as it moves embeddings", () => {
  const data = cloud(500);
  const plane = projectToPlane(data);
  const at = (row: ArrayLike<number>, k: number) =>
    plane.mean.reduce((sum, mean, d) => sum + plane.axes[3 * k + d] * (row[d] - mean), 0);
  for (const k of [0, 1]) {
    assertAlmostEquals(plane.points[2 * 7 + k], at(data.embeddings.subarray(21, 24), k), 1e-9);
    assertAlmostEquals(plane.prototypes![k], at(data.prototypes!, k), 1e-9);
    assertAlmostEquals(plane.origin[k], at([0, 0, 0], k), 1e-9);
  }
});

Deno.test("projectToPlane() takes another projection's axes", () => {
  const plane = projectToPlane(cloud(500));
  const other = projectToPlane(fakeEmbeddings({ count: 30, embeddingSize: 3 }), plane);
  assertEquals(other.axes, plane.axes);
  assertThrows(
    () => projectToPlane(fakeEmbeddings({ count: 30, embeddingSize: 4 }), plane),
    RangeError,
    "3 dimensions",
  );
});

Deno.test("projectToPlane() gives axes at right angles where embeddings lie on a line or are all the same", () => {
  const line = cloud(50), same = cloud(50);
  line.embeddings = line.embeddings.map((_, k) => Math.floor(k / 3) * [1, 2, 3][k % 3]);
  same.embeddings = same.embeddings.fill(2);
  for (const data of [line, same]) {
    const { axes, points } = projectToPlane(data);
    const [a, b] = [axes.subarray(0, 3), axes.subarray(3)];
    assertAlmostEquals(a.reduce((sum, value, d) => sum + value * b[d], 0), 0, 1e-9);
    for (const axis of [a, b]) assertAlmostEquals(Math.hypot(...axis), 1, 1e-9);
    for (let i = 0; i < 50; i++) assertAlmostEquals(points[2 * i + 1], 0, 1e-6);
  }
});

Deno.test("projectToPlane() takes 10,000 embeddings of size 128 quickly", () => {
  const data = fakeEmbeddings({ count: 10_000, embeddingSize: 128 });
  assertQuick(() => projectToPlane(data), 25);
});

Deno.test("projectToPlane() names what is wrong with its arrays", () => {
  const data = () => fakeEmbeddings({ count: 20, prototypes: true });
  const refuses = (change: Partial<Embeddings>, message: string) =>
    assertThrows(() => projectToPlane({ ...data(), ...change }), InputError, message);
  refuses(
    { embeddings: new Float32Array(39) },
    "embeddings: holds 39 values, not 40 (20 labels × 2)",
  );
  refuses({ labels: new Int32Array() }, "labels: empty");
  refuses(
    { labels: new Int32Array(20).fill(10, 5) },
    "labels: index 5 is 10, but there are 10 classes",
  );
  refuses(
    { prototypes: new Float32Array(18) },
    "prototypes: holds 18 values, not 20 (10 classes × 2)",
  );
  refuses({ embeddingSize: 0 }, "embeddingSize: is 0");
  refuses({ classes: 1.5 }, "classes: is 1.5");
  const broken = data().embeddings;
  broken[13] = NaN;
  broken[17] = Infinity;
  refuses(
    { embeddings: broken },
    "embeddings: 2 of 40 values are not finite, the first at index 13 (NaN)",
  );
});
