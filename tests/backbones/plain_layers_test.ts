/** Our convolution and dense layer do what their options say, fast or not. */
import { assertEquals, assertLess } from "@std/assert";
import { forward } from "../../lib/backbones/mod.ts";
import { BatchNormalization } from "../../lib/backbones/layers/batch_normalization.ts";
import { Conv2D } from "../../lib/backbones/layers/conv2d.ts";
import { Dense } from "../../lib/backbones/layers/dense.ts";
import { tf } from "../../lib/engine/mod.ts";

const images = tf.randomUniform<tf.Rank.R4>([4, 9, 9, 2], -1, 1, "float32", 1);
const kernelInitializer = () => tf.initializers.glorotUniform({ seed: 3 });

const convolutions = {
  plain: {},
  activation: { activation: "relu" },
  padding: { padding: "same" },
  strides: { strides: 2 },
  dilation: { dilationRate: 2 },
  "no bias": { useBias: false },
} as const;

for (const [name, options] of Object.entries(convolutions)) {
  Deno.test(`Conv2D (${name}) is tfjs's, alone and before a batch norm in training`, () => {
    const args = { inputShape: [9, 9, 2], filters: 3, kernelSize: 3, ...options };
    const [ours, stock] = [
      new Conv2D({ ...args, kernelInitializer: kernelInitializer() }),
      tf.layers.conv2d({ ...args, kernelInitializer: kernelInitializer() }),
    ].map((layer) => tf.sequential({ layers: [layer, new BatchNormalization({ name: "norm" })] }));
    for (const training of [false, true]) {
      const [a, b] = [ours, stock].map((net) => forward(net, images, { training }) as tf.Tensor);
      assertEquals(a.shape, b.shape);
      assertLess(a.sub(b).abs().max().dataSync()[0], 1e-5);
    }
  });
}

for (
  const [name, options] of Object.entries(
    { plain: {}, activation: { activation: "relu" }, "no bias": { useBias: false } } as const,
  )
) {
  Deno.test(`Dense (${name}) is tfjs's, of vectors and of rows of them`, () => {
    for (const inputShape of [[6], [5, 6]]) {
      const args = { inputShape, units: 3, ...options };
      const layers = [
        new Dense({ ...args, kernelInitializer: kernelInitializer() }),
        tf.layers.dense({ ...args, kernelInitializer: kernelInitializer() }),
      ];
      const x = tf.randomUniform([4, ...inputShape], -1, 1, "float32", 2);
      const [a, b] = layers.map((layer) =>
        tf.sequential({ layers: [layer] }).predict(x) as tf.Tensor
      );
      assertEquals(a.shape, b.shape);
      assertLess(a.sub(b).abs().max().dataSync()[0], 1e-6);
    }
  });
}
