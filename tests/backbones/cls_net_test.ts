import {
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";

const images = (count: number) => tf.randomUniform([count, 28, 28, 1], 0, 1, "float32", 1);
const size = (weights: tf.LayerVariable[]) =>
  weights.reduce((sum, { shape }) => sum + shape.reduce<number>((a, b) => a * b!, 1), 0);
const weight = (net: tf.LayersModel, layer: string, name: string) =>
  net.getLayer(layer).weights.find(({ originalName }) => originalName.endsWith(name))!.read();

Deno.test("clsNet() has the article's 2,035,655 trainable parameters", () => {
  const net = clsNet();
  assertEquals(size(net.trainableWeights), 2_035_655);
  const lines: string[] = [];
  net.summary(undefined, undefined, (line) => lines.push(line));
  assertEquals(lines.some((line) => line.includes("Total params: 2036615")), true);
  assertEquals(size(clsNet({ lastPrelu: false }).trainableWeights), 2_035_654);
});

Deno.test("clsNet() starts as PyTorch's defaults do", () => {
  const net = clsNet({ seed: 4 });
  for (
    const [layer, fanIn] of [["conv1", 9], ["conv2", 288], ["dense1", 7744], [
      "embedding",
      128,
    ]] as const
  ) {
    const bound = 1 / Math.sqrt(fanIn);
    const kernel = weight(net, layer, "kernel");
    const largest = kernel.abs().max().dataSync()[0];
    assertLess(largest, bound);
    assertLess(bound * 0.95, largest);
    assertLess(weight(net, layer, "bias").abs().max().dataSync()[0], bound);
  }
  assertEquals(weight(net, "prelu1", "alpha").dataSync()[0], 0.25);
});

Deno.test("clsNet() gives the same weights for the same seed only", () => {
  const kernel = (seed: number) => weight(clsNet({ seed }), "dense2", "kernel").dataSync();
  assertEquals(kernel(1), kernel(1));
  assertNotEquals(kernel(1), kernel(2));
});

Deno.test("batch norm keeps running averages as PyTorch does", () => {
  const net = clsNet();
  const x = images(8);
  const conv = (net.getLayer("conv1").apply(x) as tf.Tensor4D).reshape([-1, 32]);
  const count = conv.shape[0];
  const { mean, variance } = tf.moments(conv, 0);
  net.apply(x, { training: true });
  const unbiased = variance.mul(count / (count - 1)).mul(0.1).add(0.9);
  assertLess(
    weight(net, "norm1", "moving_mean").sub(mean.mul(0.1)).abs().max().dataSync()[0],
    1e-6,
  );
  assertLess(weight(net, "norm1", "moving_variance").sub(unbiased).abs().max().dataSync()[0], 1e-5);
});

Deno.test("clsNet() takes one image, in training and in evaluation", () => {
  const net = clsNet();
  for (const training of [true, false]) {
    const out = net.apply(images(1), { training }) as tf.Tensor;
    assertEquals(out.shape, [1, 2]);
    assertEquals([...out.dataSync()].every(Number.isFinite), true);
  }
});

Deno.test("an image's embedding does not hang on its batch in evaluation", () => {
  const net = clsNet();
  const all = net.apply(images(4), { training: false }) as tf.Tensor2D;
  const first = net.apply(images(4).slice([0], [1]), { training: false }) as tf.Tensor2D;
  first.dataSync().forEach((value, d) => assertAlmostEquals(value, all.dataSync()[d], 1e-5));
});

Deno.test("clsNet() refuses sizes that make no network", () => {
  assertThrows(() => clsNet({ embeddingSize: 0 }), RangeError, "embeddingSize is 0");
  assertThrows(() => clsNet({ seed: NaN }), RangeError, "seed");
});
