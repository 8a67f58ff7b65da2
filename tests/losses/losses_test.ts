import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import { CenterLoss, createAuxiliaryLoss, crossEntropy } from "../../lib/losses/mod.ts";
import { scalarCrossEntropy } from "../_numeric.ts";

const labels = (values: number[]) => tf.tensor1d(values, "int32");

Deno.test("crossEntropy() is the mean of −log p, also where exp would overflow", () => {
  const rows = [[2, 1, 0], [900, -900, 0], [0, 0, 0]], truth = [1, 1, 2];
  const want = rows.reduce((sum, row, i) => sum + scalarCrossEntropy(row, truth[i]), 0) / rows.length;
  assertAlmostEquals(tf.tidy(() => crossEntropy(tf.tensor2d(rows), labels(truth)).dataSync()[0]), want, 1e-3);
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
  const value = tf.tidy(() => centerLoss().loss(tf.tensor2d([[3, 4], [1, 2]]), labels([0, 1])).dataSync()[0]);
  assertAlmostEquals(value, 0.05 * 13, 1e-6);
});

Deno.test("CenterLoss: update() moves centers by the paper's rule", () => {
  const loss = centerLoss();
  // class 0 twice: Δ = ((0,0)−(3,0) + (0,0)−(3,6)) / 3 = (−2, −2); class 1 once: ((1,1)−(3,1))/2 = (−1, 0); class 2 never
  tf.tidy(() => loss.update(tf.tensor2d([[3, 0], [3, 6], [3, 1]]), labels([0, 0, 1])));
  assertEquals(loss.centers.arraySync(), [[1, 1], [1.5, 1], [5, 5]]);
});

Deno.test("CenterLoss: no gradient reaches the centers, that of the embeddings is λ(x − c)/B", () => {
  const loss = centerLoss();
  assertEquals(loss.variables, []);
  const x = tf.tensor2d([[3, 4], [1, 2]]);
  const got = tf.tidy(() => tf.grad((x) => loss.loss(x as tf.Tensor2D, labels([0, 1])))(x).dataSync());
  [0.15, 0.2, 0, 0.05].forEach((value, i) => assertLess(Math.abs(got[i] - value), 1e-6));
});

Deno.test("CenterLoss refuses a negative weight and a rate above 1", () => {
  const sizes = { classes: 3, embeddingSize: 2 };
  assertThrows(() => new CenterLoss({ ...sizes, weight: -1 }), RangeError, "weight is -1");
  assertThrows(() => new CenterLoss({ ...sizes, weight: 1, centerRate: 2 }), RangeError, "centerRate is 2");
});

Deno.test("createAuxiliaryLoss() makes center loss again from its options", () => {
  const again = createAuxiliaryLoss("center", { ...centerLoss().options });
  assertEquals(again.options, centerLoss().options);
  assertThrows(() => createAuxiliaryLoss("centre", {}), RangeError, "center");
});
