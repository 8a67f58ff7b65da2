/** Ops that take over a part of their neighbours' work, against stock ops for each. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  canShareSlope,
  maxPool,
  sharedPrelu,
  sharedSlope,
  stockBatchNorm,
  stockConv2d,
  stockMaxPool,
  stockPrelu,
  tf,
  trainBatchNorm,
} from "../../lib/engine/mod.ts";
import {
  canNormalizeConv2d,
  normalizedConv2d,
} from "../../lib/backbones/fused/normalized_conv2d.ts";
import {
  canNormalizeMaxPool,
  normalizedMaxPool,
} from "../../lib/backbones/fused/normalized_max_pool.ts";
import { withOps } from "../_with_ops.ts";
import { assertSame, normal, probe, tidyWithOps } from "../engine/_probe.ts";

const here = { slope: false, conv: false, pool: false };
await tidyWithOps("fast", () => {
  here.slope = canShareSlope(tf.scalar(0.25));
  here.conv = canNormalizeConv2d([9, 9, 1], [3, 3, 1, 6]);
  here.pool = canNormalizeMaxPool(tf.tensor1d([1]));
});

/** A test of a saving, ignored where this engine has not the ops for it. */
const test = (needs: keyof typeof here, name: string, fn: () => void | Promise<void>) =>
  Deno.test({ name, ignore: !here[needs], fn });

test(
  "slope",
  "sharedSlope() and sharedPrelu() give γ, β and α the gradients that stock ops give, with pooling in between too",
  () =>
    tidyWithOps("fast", () => {
      for (const pools of [false, true]) {
        const behind = (x: tf.Tensor) =>
          pools ? maxPool(x as tf.Tensor4D, { size: 3, stride: 2 }) : x;
        const inputs = [
          normal([8, 9, 9, 6], 1),
          normal([6], 2),
          normal([6], 3),
          tf.tensor([0.25], [1, 1, 1]),
        ];
        const shared = ([x, gamma, beta, alpha]: tf.Tensor[]) => {
          const affine = sharedSlope({
            gamma: gamma as tf.Tensor1D,
            beta: beta as tf.Tensor1D,
            alpha,
          });
          return sharedPrelu(
            behind(trainBatchNorm(x, { ...affine, epsilon: 1e-5 }).normalized),
            alpha,
            {
              sharesSlope: canShareSlope(alpha),
            },
          );
        };
        const apart = ([x, gamma, beta, alpha]: tf.Tensor[]) => {
          const affine = { gamma: gamma as tf.Tensor1D, beta: beta as tf.Tensor1D, epsilon: 1e-5 };
          return stockPrelu(behind(stockBatchNorm(x, affine).normalized), alpha);
        };
        assertSame(
          probe((...all) => shared(all), inputs),
          probe((...all) => apart(all), inputs),
          2e-5,
        );
      }
      assert(!canShareSlope(tf.scalar(0.9)), "differences round too coarsely near 1");
    }),
);

for (const [height, width, channels] of [[3, 3, 1], [1, 2, 1], [2, 3, 2]]) {
  test(
    "conv",
    `normalizedConv2d() equals a convolution and a norm for a ${height}×${width}×${channels} kernel`,
    () =>
      tidyWithOps("fast", () => {
        const kernel = normal([height, width, channels, 6], 8) as tf.Tensor4D;
        const x = normal([5, 9, 8, channels], 7) as tf.Tensor4D;
        const inputs = [kernel, normal([6], 2), normal([6], 3)];
        const apart: typeof normalizedConv2d = (x, kernel, options) =>
          stockBatchNorm(stockConv2d(x, kernel), options);
        const run = (norm: typeof normalizedConv2d) => ([kernel, gamma, beta]: tf.Tensor[]) => {
          const options = { gamma: gamma as tf.Tensor1D, beta: beta as tf.Tensor1D, epsilon: 1e-5 };
          return norm(x, kernel as tf.Tensor4D, options);
        };
        const [got, want] = [normalizedConv2d, apart].map(run);
        assertSame(
          probe((...all) => got(all).normalized, inputs),
          probe((...all) => want(all).normalized, inputs),
          5e-5,
        );
        for (const part of ["mean", "unbiasedVariance"] as const) {
          assertSame([got(inputs)[part]], [want(inputs)[part]], 1e-5);
        }
      }),
  );
}

Deno.test("canNormalizeConv2d() leaves long patches and large images to others", () =>
  withOps("fast", () => {
    assert(!canNormalizeConv2d([26, 26, 32], [3, 3, 32, 64]));
    assert(!canNormalizeConv2d([33, 32, 1], [3, 3, 1, 32]));
  }));

test(
  "pool",
  "normalizedMaxPool() equals a norm and max-pooling, in value, gradients, mean and variance",
  () =>
    tidyWithOps("fast", () => {
      const inputs = [normal([6, 9, 8, 5], 7), normal([5], 2).abs().add(0.1), normal([5], 3)],
        window = { size: 3, stride: 2 };
      const optionsOf = (gamma: tf.Tensor, beta: tf.Tensor) => ({
        gamma: gamma as tf.Tensor1D,
        beta: beta as tf.Tensor1D,
        epsilon: 1e-5,
      });
      const got = ([x, gamma, beta]: tf.Tensor[]) =>
        normalizedMaxPool(x as tf.Tensor4D, { ...optionsOf(gamma, beta), ...window });
      const want = ([x, gamma, beta]: tf.Tensor[]) => stockBatchNorm(x, optionsOf(gamma, beta));
      assertSame(
        probe((...all) => got(all).normalized, inputs),
        probe((...all) => stockMaxPool(want(all).normalized as tf.Tensor4D, window), inputs),
        2e-5,
      );
      for (const part of ["mean", "unbiasedVariance"] as const) {
        assertSame([got(inputs)[part]], [want(inputs)[part]], 1e-5);
      }
    }),
);

test(
  "pool",
  "normalizedMaxPool() sums a channel's many numbers more exactly than one after the other",
  () =>
    tidyWithOps("fast", () => {
      const x = tf.randomNormal<tf.Rank.R4>([128, 24, 24, 2], 1, 1, "float32", 8);
      const options = {
        gamma: tf.ones([2]) as tf.Tensor1D,
        beta: tf.zeros([2]) as tf.Tensor1D,
        epsilon: 1e-5,
      };
      const { mean, unbiasedVariance } = normalizedMaxPool(x, { ...options, size: 3, stride: 2 });
      const numbers = [...x.dataSync()].filter((_, i) => i % 2 === 0); // float64 from here on
      const exactMean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
      const exactVariance = numbers.reduce((sum, value) => sum + (value - exactMean) ** 2, 0) /
        (numbers.length - 1);
      assertAlmostEquals(mean.dataSync()[0], exactMean, 2e-6);
      assertAlmostEquals(unbiasedVariance.dataSync()[0], exactVariance, 2e-5);
    }),
);

Deno.test("canNormalizeMaxPool() refuses a γ that is negative or 0", () =>
  tidyWithOps("fast", () => {
    assert(!canNormalizeMaxPool(tf.tensor1d([1, -0.1, 1])));
    assert(!canNormalizeMaxPool(tf.tensor1d([1, 0, 1])));
  }));

Deno.test("matMul() on the native engine equals plain numbers whichever way matrices are turned, in batches too", () =>
  tidyWithOps("fast", () => {
    const [a, b] = [
      tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]),
      tf.tensor2d([1, 0, 2, 0, 1, 3], [2, 3]),
    ];
    const product = [[7, 11], [16, 23]]; // a·bᵀ
    assertEquals(tf.matMul(a, b, false, true).arraySync(), product);
    assertEquals(tf.matMul(a.transpose(), b.transpose(), true).arraySync(), product);
    assertEquals(
      tf.matMul(a.expandDims(), b.expandDims(), false, true).arraySync(),
      [product] as unknown as number[][],
    );
    const twice = tf.matMul(tf.stack([a, a]), tf.stack([b, b]), false, true);
    assertEquals(twice.arraySync(), [product, product] as unknown as number[][]);
    assertEquals(tf.matMul(a, tf.zeros([3, 0])).shape, [2, 0]);
    assertEquals(tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).arraySync(), [[11]]);
  }));

Deno.test("a reshape to the same shape and a cast to the same type are the tensor itself, and outlive it", () => {
  const before = tf.memory().numTensors, x = tf.tensor2d([[1, 2], [3, 4]]);
  const same = [x.reshape([2, 2]), x.cast("float32")],
    others = [x.reshape([4]), x.reshape([-1, 2]), x.cast("int32")];
  x.dispose();
  for (const tensor of [...same, ...others]) assertEquals([...tensor.dataSync()], [1, 2, 3, 4]);
  assertEquals(same.map(({ shape, dtype }) => [shape, dtype]), [[[2, 2], "float32"], [
    [2, 2],
    "float32",
  ]]);
  assertEquals(others.map(({ shape, dtype }) => [shape, dtype]), [[[4], "float32"], [
    [2, 2],
    "float32",
  ], [
    [2, 2],
    "int32",
  ]]);
  tf.dispose([...same, ...others]);
  assertEquals(tf.memory().numTensors, before);
});
