import { assert, assertEquals, assertLess, assertNotEquals } from "@std/assert";
import {
  engineInfo,
  maxPool,
  opSets,
  rowCrossEntropy,
  sharedPrelu,
  stockBatchNorm,
  stockConv2d,
  stockCrossEntropy,
  stockMaxPool,
  stockPrelu,
  tf,
  trainBatchNorm,
  validConv2d,
  wantedOps,
} from "../../lib/engine/mod.ts";
import { withOps } from "../_with_ops.ts";
import { assertSame, normal, probe, relativeDifference, tidyWithOps } from "./_probe.ts";

Deno.test({
  name: "TensorFlow for x86 has oneDNN's own convolution, batch norm and max-pool",
  ignore: engineInfo().backend !== "native" || engineInfo().device !== "cpu" ||
    Deno.build.arch !== "x86_64",
  fn() {
    for (
      const kernel of ["OneDnnConv2D", "OneDnnBatchNorm", "OneDnnMaxPool", "OneDnnBiasedConv2D"]
    ) {
      assert(tf.getKernel(kernel, tf.getBackend()), kernel);
    }
    withOps("fast", () => assertEquals(engineInfo().variants.matMul, "onednn"));
  },
});

Deno.test("the native engine runs fused kernels", () => {
  const { backend, device, variants } = engineInfo();
  if (backend !== "native") return assertEquals(variants, {});
  assertEquals(variants.ops, wantedOps());
  assertNotEquals(variants.batchNorm, "stock");
  assertEquals(variants.prelu.startsWith("fused"), device === "cpu");
});

for (const set of opSets) {
  for (const shape of [[8, 6], [4, 7, 7, 6], [1, 6]]) {
    Deno.test(`trainBatchNorm() equals stock ops on [${shape}], in value and gradient: ${set}`, () =>
      tidyWithOps(set, () => {
        const inputs = [normal(shape, 1), normal([6], 2), normal([6], 3)];
        const run = (norm: typeof trainBatchNorm) =>
          probe(
            (x, gamma, beta) => {
              const options = {
                gamma: gamma as tf.Tensor1D,
                beta: beta as tf.Tensor1D,
                epsilon: 1e-5,
              };
              return norm(x, options).normalized;
            },
            inputs,
          );
        // One row has variance 0, so the normalising factor is 1/√ε = 316, and rounding with it.
        assertSame(run(trainBatchNorm), run(stockBatchNorm), shape[0] === 1 ? 1e-3 : 2e-5);
      }));
  }

  Deno.test(`trainBatchNorm() gives mean and unbiased variance: ${set}`, () =>
    tidyWithOps(set, () => {
      const x = tf.tensor2d([[1, 10], [2, 20], [6, 60]]);
      const options = {
        gamma: tf.ones([2]) as tf.Tensor1D,
        beta: tf.zeros([2]) as tf.Tensor1D,
        epsilon: 1e-5,
      };
      for (const norm of [trainBatchNorm, stockBatchNorm]) {
        const { mean, unbiasedVariance } = norm(x, options);
        assertLess(relativeDifference(mean, tf.tensor1d([3, 30])), 1e-6);
        assertLess(relativeDifference(unbiasedVariance, tf.tensor1d([7, 700])), 1e-6);
      }
    }));

  Deno.test(`trainBatchNorm() of one row is beta, with variance 0: ${set}`, () =>
    tidyWithOps(set, () => {
      const options = {
        gamma: normal([3], 1) as tf.Tensor1D,
        beta: normal([3], 2) as tf.Tensor1D,
        epsilon: 1e-5,
      };
      for (const norm of [trainBatchNorm, stockBatchNorm]) {
        const { normalized, unbiasedVariance } = norm(normal([1, 3], 3), options);
        assertLess(relativeDifference(normalized.flatten(), options.beta), 1e-6);
        assertEquals([...unbiasedVariance.dataSync()], [0, 0, 0]);
      }
    }));

  for (const [height, width] of [[3, 3], [1, 1], [2, 5]]) {
    Deno.test(`validConv2d() equals the stock op for a ${height}×${width} kernel, in value and gradient: ${set}`, () =>
      tidyWithOps(set, () => {
        const inputs = [normal([2, 9, 8, 5], 7), normal([height, width, 5, 6], 8)];
        const run = (conv: typeof validConv2d) =>
          probe((x, kernel) => conv(x as tf.Tensor4D, kernel as tf.Tensor4D), inputs);
        assertSame(run(validConv2d), run(stockConv2d), 1e-5);
      }));
  }
}

for (const set of opSets) {
  for (const alpha of [0.25, -0.1, 0, 0.9, 1, 1.3]) {
    Deno.test(`sharedPrelu() equals stock ops at α = ${alpha}, in value and gradient: ${set}`, () =>
      tidyWithOps(set, () => {
        const inputs = [normal([3, 5, 5, 4], 4), tf.tensor([alpha], [1, 1, 1])];
        assertSame(
          probe((x, alpha) => sharedPrelu(x, alpha), inputs),
          probe(stockPrelu, inputs),
          1e-5,
        );
      }));
  }
}

Deno.test("sharedPrelu() of a million numbers, with its slope from products, equals stock ops", () =>
  tidyWithOps("fast", () => {
    for (const rows of [1 << 14, (1 << 14) + 1]) {
      const inputs = [normal([rows, 65], 4), tf.tensor([0.25], [1])];
      // A sum of a million numbers of both signs.
      assertSame(
        probe((x, alpha) => sharedPrelu(x, alpha), inputs),
        probe(stockPrelu, inputs),
        1e-4,
      );
    }
  }));

Deno.test("rowCrossEntropy() equals stock ops, in value and gradient, also where exp would overflow", () => {
  tf.tidy(() => {
    const labels = tf.tensor1d([0, 3, 6, 6], "int32");
    for (const logits of [normal([4, 7], 9), normal([4, 7], 10).mul(300)]) {
      const run = (of: typeof rowCrossEntropy) =>
        probe((x) => of(x as tf.Tensor2D, labels), [logits]);
      assertSame(run(rowCrossEntropy), run(stockCrossEntropy), 1e-5);
    }
  });
});

Deno.test("maxPool() equals the stock op, values bit for bit, gradients to rounding", () => {
  tf.tidy(() => {
    const window = { size: 3, stride: 2 };
    const inputs = [normal([2, 24, 24, 5], 6)];
    const fused = probe((x) => maxPool(x as tf.Tensor4D, window), inputs);
    const stock = probe((x) => stockMaxPool(x as tf.Tensor4D, window), inputs);
    assertEquals(fused[0].dataSync(), stock[0].dataSync());
    assertSame(fused, stock, 1e-6); // a pixel in several windows sums their gradients, in another order
  });
});

for (const set of opSets) {
  Deno.test(`training kernels leak no tensor: ${set}`, async () => {
    const x = normal([2, 6, 6, 3], 1) as tf.Tensor4D;
    const kernel = normal([3, 3, 3, 3], 2) as tf.Tensor4D;
    const [gamma, beta, alpha] = [
      tf.ones([3]) as tf.Tensor1D,
      tf.zeros([3]) as tf.Tensor1D,
      tf.tensor1d([0.25]),
    ];
    const f = (x: tf.Tensor) => {
      const { normalized } = trainBatchNorm(validConv2d(x as tf.Tensor4D, kernel), {
        gamma,
        beta,
        epsilon: 1e-5,
      });
      return maxPool(sharedPrelu(normalized, alpha) as tf.Tensor4D, { size: 2, stride: 2 }).sum<
        tf.Scalar
      >();
    };
    const run = () => tidyWithOps(set, () => assert(tf.grad(f)(x).size > 0));
    await run();
    const before = tf.memory().numTensors;
    await run();
    assertEquals(tf.memory().numTensors, before);
    tf.dispose([x, kernel, gamma, beta, alpha]);
  });
}
