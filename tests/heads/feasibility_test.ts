import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import {
  createHead,
  ElasticFaceHead,
  feasibility,
  type HeadName,
  headNames,
} from "../../lib/heads/mod.ts";
import { crossEntropy } from "../../lib/losses/mod.ts";

const plane = { classes: 10, embeddingSize: 2 };
const options = (scale: number, margin?: number) => ({
  scale,
  ...(margin === undefined ? {} : { margin }),
});

Deno.test("feasibility() finds the floors that are known for ten classes on a circle", () => {
  const floors = { 1: 1.54, 7: 0.43, 10: 0.26, 16: 0.09, 30: 0.006 };
  for (const [scale, floor] of Object.entries(floors)) {
    const found =
      feasibility({ head: "cosine", ...plane, options: options(Number(scale)) }).lossFloor;
    assertAlmostEquals(found, floor, floor < 0.01 ? 0.0005 : 0.005, `s = ${scale}`);
  }
  assertAlmostEquals(feasibility({ head: "article", ...plane }).lossFloor, 1.617, 1e-3);
  assertAlmostEquals(
    feasibility({ head: "arcface", ...plane, options: options(30, 0.5) }).lossFloor,
    0.23,
    0.005,
  );
  assertAlmostEquals(feasibility({ head: "cosface", ...plane }).lossFloor, 0.12, 0.005);
});

Deno.test("the numbers in the heads' comments", () => {
  const floor = (head: HeadName, scale?: number) =>
    feasibility({ head, ...plane, options: scale === undefined ? {} : { scale } }).lossFloor;
  assertAlmostEquals(floor("arcface"), 0.067, 5e-4);
  assertAlmostEquals(floor("arcface", 10), 0.50, 5e-3);
  assertAlmostEquals(floor("combined"), 0.11, 5e-3);
  assertAlmostEquals(1 - Math.cos(2 * Math.PI / 10), 0.191, 5e-4); // CosFace's largest margin
  assertAlmostEquals(Math.cos(0.3) - Math.cos(2 * Math.PI / 10), 0.146, 5e-4); // CombinedMargin's
  assertAlmostEquals(Math.sin(0.01 + 0.4) / Math.sin(0.01), 40, 0.5); // ArcFace's gradient
  assertAlmostEquals(2 * Math.PI / 10, 0.63, 5e-3);
});

Deno.test("feasibility() is what the library's heads reach with every embedding on its prototype", () => {
  for (
    const head of [
      "cosine",
      "cosface",
      "arcface",
      "combined",
      "curricularface",
      "elasticface",
      "article",
    ] as const
  ) {
    const made = createHead(head, { ...plane, prototypes: "separated" });
    const labels = tf.range(0, 10, 1, "int32") as tf.Tensor1D;
    const loss = tf.tidy(() =>
      crossEntropy(made.marginLogits(made.prototypes as tf.Tensor2D, labels), labels).dataSync()[0]
    );
    assertAlmostEquals(feasibility({ head, ...plane }).lossFloor, loss, 1e-4, head);
  }
});

Deno.test("feasibility() takes ElasticFace-Cos with that kind's margin", () => {
  const { margin } = new ElasticFaceHead({ ...plane, kind: "cos" }).options;
  assertEquals(
    feasibility({ head: "elasticface", ...plane, options: { kind: "cos" } }).lossFloor,
    feasibility({ head: "cosface", ...plane, options: { margin } }).lossFloor,
  );
});

Deno.test("feasibility() knows the scale to which AdaCos converges, where no probability exceeds 50 %", () => {
  for (const [classes, embeddingSize] of [[10, 2], [4, 3]]) {
    const head = createHead("adacos", { classes, embeddingSize, prototypes: "separated" });
    const labels = tf.range(0, classes, 1, "int32") as tf.Tensor1D,
      onPrototypes = head.prototypes as tf.Tensor2D;
    for (let step = 0; step < 60; step++) head.update!(onPrototypes, labels, step);
    const loss = tf.tidy(() =>
      crossEntropy(head.marginLogits(onPrototypes, labels), labels).dataSync()[0]
    );
    if (classes === 10) {
      assertAlmostEquals((head.state!.scale as tf.Variable).dataSync()[0], 4.3, 0.05);
    }
    const found = feasibility({ head: "adacos", classes, embeddingSize });
    assertAlmostEquals(found.lossFloor, loss, 1e-4);
    assertAlmostEquals(found.maxProbability, 0.5, 1e-6);
    assertEquals([found.feasible, found.maxMargin, found.minScale], [false, undefined, undefined]);
  }
});

Deno.test("feasibility() says which margin and which scale would do", () => {
  const { feasible, maxMargin, minScale } = feasibility({
    head: "arcface",
    ...plane,
    options: options(30, 0.5),
  });
  assertEquals(feasible, false);
  assert(feasibility({ head: "arcface", ...plane, options: options(30, maxMargin) }).feasible);
  assert(
    !feasibility({ head: "arcface", ...plane, options: options(30, maxMargin! + 1e-3) }).feasible,
  );
  assert(feasibility({ head: "arcface", ...plane, options: options(minScale!, 0.5) }).feasible);
  assert(
    !feasibility({ head: "arcface", ...plane, options: options(0.99 * minScale!, 0.5) }).feasible,
  );
});

Deno.test("feasibility() knows CosFace's bound: beyond 1 − cos(2π/10) no scale does", () => {
  const bound = 1 - Math.cos(2 * Math.PI / 10);
  const within = feasibility({ head: "cosface", ...plane, options: options(30, bound - 0.01) });
  const beyond = feasibility({ head: "cosface", ...plane, options: options(30, bound + 0.001) });
  assert(within.minScale! > 30);
  assertEquals(beyond.minScale, undefined);
});

Deno.test("every head's defaults are feasible for ten classes in 2-D, but the article's and AdaCos's", () => {
  for (const head of headNames) {
    const { maxProbability } = feasibility({ head, ...plane });
    assertEquals(
      maxProbability > 0.8,
      !["article", "adacos"].includes(head),
      `${head}: ${maxProbability}`,
    );
  }
});

Deno.test("feasibility() in many dimensions: a simplex, and the constants for faces", () => {
  assertAlmostEquals(
    feasibility({ head: "cosine", classes: 10, embeddingSize: 9, options: options(1) }).lossFloor,
    Math.log1p(9 * Math.exp(-1 - 1 / 9)),
    1e-9,
  );
  assert(
    feasibility({ head: "arcface", classes: 10_000, embeddingSize: 512, options: options(64, 0.5) })
      .feasible,
  );
  assert(
    !feasibility({ head: "arcface", classes: 10_000, embeddingSize: 3, options: options(64, 0.5) })
      .feasible,
  );
});

Deno.test("feasibility() refuses a question without sense", () => {
  assertThrows(
    () => feasibility({ head: "arcface", classes: 1, embeddingSize: 2 }),
    RangeError,
    "classes is 1",
  );
  assertThrows(
    () => feasibility({ head: "arcface", classes: 3, embeddingSize: 0 }),
    RangeError,
    "embeddingSize is 0",
  );
  assertThrows(
    () => feasibility({ head: "arcface", ...plane, targetProbability: 1 }),
    RangeError,
    "above 0 and below 1",
  );
});
