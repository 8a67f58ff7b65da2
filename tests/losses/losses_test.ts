import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import {
  CenterLoss,
  type CenterRule,
  ContrastiveCenterLoss,
  createAuxiliaryLoss,
  crossEntropy,
  RingLoss,
} from "../../lib/losses/mod.ts";
import type { AuxiliaryLoss } from "../../lib/types.ts";
import { numericGradient, scalarCrossEntropy } from "../_numeric.ts";

const labels = (values: number[]) => tf.tensor1d(values, "int32");

Deno.test("crossEntropy() is the mean of −log p, also where exp would overflow", () => {
  const rows = [[2, 1, 0], [900, -900, 0], [0, 0, 0]], truth = [1, 1, 2];
  const want = rows.reduce((sum, row, i) => sum + scalarCrossEntropy(row, truth[i]), 0) /
    rows.length;
  assertAlmostEquals(
    tf.tidy(() => crossEntropy(tf.tensor2d(rows), labels(truth)).dataSync()[0]),
    want,
    1e-3,
  );
});

Deno.test("crossEntropy()'s gradient is (p − y) / B", () => {
  const got = tf.tidy(() =>
    tf.grad((z) => crossEntropy(z as tf.Tensor2D, labels([1])))(tf.tensor2d([[2, 1, 0]])).dataSync()
  );
  [0.6652, -0.7553, 0.09].forEach((value, i) => assertAlmostEquals(got[i], value, 1e-4));
});

function centerLoss(): CenterLoss {
  const loss = new CenterLoss({ classes: 3, embeddingSize: 2, weight: 0.1, centerRate: 0.5 });
  loss.centers.assign(tf.tensor2d([[0, 0], [1, 1], [5, 5]]));
  return loss;
}

Deno.test("CenterLoss: loss() is λ/2 · mean‖x − c_y‖²", () => {
  // squared distances 25 and 1, mean 13
  const value = tf.tidy(() =>
    centerLoss().loss(tf.tensor2d([[3, 4], [1, 2]]), labels([0, 1])).dataSync()[0]
  );
  assertAlmostEquals(value, 0.05 * 13, 1e-6);
});

Deno.test("CenterLoss: update() moves centers by the paper's rule", () => {
  const loss = centerLoss();
  // class 0 twice: Δ = ((0,0)−(3,0) + (0,0)−(3,6)) / 3 = (−2, −2); class 1 once: ((1,1)−(3,1))/2 =
  // (−1, 0); class 2 never
  tf.tidy(() => loss.update(tf.tensor2d([[3, 0], [3, 6], [3, 1]]), labels([0, 0, 1])));
  assertEquals(loss.centers.arraySync(), [[1, 1], [1.5, 1], [5, 5]]);
});

Deno.test("CenterLoss: no gradient reaches the centers, that of the embeddings is λ(x − c)/B", () => {
  const loss = centerLoss();
  assertEquals(loss.variables, []);
  const x = tf.tensor2d([[3, 4], [1, 2]]);
  const got = tf.tidy(() =>
    tf.grad((x) => loss.loss(x as tf.Tensor2D, labels([0, 1])))(x).dataSync()
  );
  [0.15, 0.2, 0, 0.05].forEach((value, i) => assertLess(Math.abs(got[i] - value), 1e-6));
});

Deno.test("CenterLoss refuses a negative weight and a rate above 1", () => {
  const sizes = { classes: 3, embeddingSize: 2 };
  assertThrows(() => new CenterLoss({ ...sizes, weight: -1 }), RangeError, "weight is -1");
  assertThrows(
    () => new CenterLoss({ ...sizes, weight: 1, centerRate: 2 }),
    RangeError,
    "centerRate is 2",
  );
});

Deno.test("createAuxiliaryLoss() makes center loss again from its options", () => {
  const again = createAuxiliaryLoss("center", { ...centerLoss().options });
  assertEquals(again.options, centerLoss().options);
  assertThrows(() => createAuxiliaryLoss("centre", {}), RangeError, "center");
});

Deno.test("CenterLoss: update() by the other rules closes 2·n/B and 1/B of what they are said to", () => {
  const x = [[3, 0], [3, 6], [3, 1]], y = [0, 0, 1];
  const after = (rule: CenterRule) => {
    const loss = new CenterLoss({ classes: 3, embeddingSize: 2, weight: 0.1, rule });
    loss.centers.assign(tf.tensor2d([[0, 0], [1, 1], [5, 5]]));
    tf.tidy(() => loss.update(tf.tensor2d(x), labels(y)));
    return loss.centers.dataSync();
  };
  // Σ(c − x): (−6, −6) and (−2, 0)
  [2, 2, 1 + 2 / 3, 1, 5, 5].forEach((value, i) =>
    assertAlmostEquals(after("gradient")[i], value, 1e-5)
  );
  [1 / 3, 1 / 3, 1 + 1 / 6, 1, 5, 5].forEach((value, i) =>
    assertAlmostEquals(after("batch-mean")[i], value, 1e-5)
  );
});

/** Loss by plain numbers, and the gradient that central differences give. */
function assertFollows(
  loss: AuxiliaryLoss,
  { x, y, formula }: { x: number[][]; y: number[]; formula: (x: number[][]) => number },
) {
  assertAlmostEquals(
    tf.tidy(() => loss.loss(tf.tensor2d(x), labels(y)).dataSync()[0]),
    formula(x),
    1e-5,
  );
  const flat = (values: number[]) => formula(x.map((_, i) => values.slice(2 * i, 2 * i + 2)));
  const got = tf.tidy(() =>
    tf.grad((x) => loss.loss(x as tf.Tensor2D, labels(y)))(tf.tensor2d(x)).dataSync()
  );
  numericGradient(flat, x.flat()).forEach((want, i) => assertAlmostEquals(got[i], want, 1e-4));
}

const square = ([a, b]: number[], [c, d]: number[]) => (a - c) ** 2 + (b - d) ** 2;

Deno.test("ContrastiveCenterLoss follows eq. 4, gradients included", () => {
  const centers = [[0, 0], [1, 1], [5, 5]], x = [[3, 4], [1, 2], [5, 4]], y = [0, 1, 1];
  const loss = new ContrastiveCenterLoss({ classes: 3, embeddingSize: 2, weight: 0.4, delta: 2 });
  loss.centers.assign(tf.tensor2d(centers));
  const each = (row: number[], label: number) => {
    const others = centers.reduce(
      (sum, center, j) => j === label ? sum : sum + square(row, center),
      0,
    );
    return square(row, centers[label]) / (others + 2);
  };
  assertFollows(loss, {
    x,
    y,
    formula: (x) => 0.2 * x.reduce((sum, row, i) => sum + each(row, y[i]), 0) / 3,
  });
  assertEquals(loss.variables, [loss.centers]);
});

Deno.test("RingLoss follows eq. 2; without a radius it takes the first batch's mean norm", () => {
  const x = [[3, 4], [1, 0], [0, 2]], y = [0, 1, 1];
  const given = new RingLoss({ weight: 0.5, radius: 2 });
  assertFollows(given, {
    x,
    y,
    formula: (x) => 0.25 * x.reduce((sum, row) => sum + (Math.hypot(...row) - 2) ** 2, 0) / 3,
  });
  const measured = new RingLoss({ weight: 0.5 });
  for (const loss of [given, measured]) tf.tidy(() => loss.update(tf.tensor2d(x), labels(y)));
  assertAlmostEquals(measured.radius.dataSync()[0], (5 + 1 + 2) / 3, 1e-6);
  assertAlmostEquals(given.radius.dataSync()[0], 2, 1e-6);
  tf.tidy(() => measured.update(tf.tensor2d([[100, 0]]), labels([0])));
  assertAlmostEquals(measured.radius.dataSync()[0], (5 + 1 + 2) / 3, 1e-6); // once only
});

Deno.test("auxiliary losses are finite for norms 0, 1e-8 and 1e4, and for two centers in one place", () => {
  const contrastive = new ContrastiveCenterLoss({ classes: 2, embeddingSize: 2, weight: 1 });
  contrastive.centers.assign(tf.zeros([2, 2]));
  for (
    const loss of [
      new CenterLoss({ classes: 2, embeddingSize: 2, weight: 1 }),
      contrastive,
      new RingLoss({ weight: 1 }),
    ]
  ) {
    const x = tf.tensor2d([[0, 0], [1e-8, 0], [1e4, 0]]);
    const got = tf.tidy(() =>
      tf.grad((x) => loss.loss(x as tf.Tensor2D, labels([0, 1, 1])))(x).dataSync()
    );
    assertEquals([...got].filter((value) => !Number.isFinite(value)), [], loss.name);
  }
});

Deno.test("auxiliary losses refuse options that make no loss, naming loss, option and range", () => {
  const sizes = { classes: 2, embeddingSize: 2 };
  assertThrows(
    () => new ContrastiveCenterLoss({ ...sizes, weight: 1, delta: 0 }),
    RangeError,
    "delta is 0",
  );
  assertThrows(
    () => new ContrastiveCenterLoss({ ...sizes, classes: 0, weight: 1 }),
    RangeError,
    "classes is 0",
  );
  assertThrows(() => new RingLoss({ weight: NaN }), RangeError, "RingLoss: weight is NaN");
  assertThrows(() => new RingLoss({ weight: 1, radius: -1 }), RangeError, "radius is -1");
  assertThrows(
    () => new CenterLoss({ ...sizes, weight: 1, rule: "x" as CenterRule }),
    RangeError,
    "paper, gradient",
  );
});

Deno.test("createAuxiliaryLoss() makes each loss again from its options", () => {
  const sizes = { classes: 3, embeddingSize: 2 };
  for (
    const loss of [
      new ContrastiveCenterLoss({ ...sizes, weight: 1 }),
      new RingLoss({ weight: 1 }),
      new RingLoss({ weight: 1, radius: 3 }),
    ]
  ) {
    assertEquals(
      createAuxiliaryLoss(loss.name, JSON.parse(JSON.stringify(loss.options))).options,
      loss.options,
    );
  }
});
