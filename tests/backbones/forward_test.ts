/** The forward pass that training runs, beside the layers for themselves. */
import { assertEquals, assertLess } from "@std/assert";
import { clsNet, forward, isChain } from "../../lib/backbones/mod.ts";
import { layersOf, segmentsOf } from "../../lib/backbones/fused/blocks.ts";
import { type OpSet, opSets, tf } from "../../lib/engine/mod.ts";
import { withOps } from "../_with_ops.ts";

const images = () => tf.randomUniform([6, 28, 28, 1], 0, 1, "float32", 1);
const difference = (a: tf.Tensor, b: tf.Tensor) =>
  tf.tidy(() => a.sub(b).abs().max().dataSync()[0]);

type Pass = (net: tf.LayersModel, x: tf.Tensor) => tf.Tensor;
const fused: Pass = (net, x) => forward(net, x, { training: true });
const layerByLayer: Pass = (net, x) => net.apply(x, { training: true }) as tf.Tensor;

function gradients(net: tf.LayersModel, pass: Pass): Record<string, tf.Tensor> {
  const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { grads } = tf.variableGrads(() => {
    const y = pass(net, images());
    return y.mul(tf.randomNormal(y.shape, 0, 1, "float32", 7)).sum<tf.Scalar>();
  }, variables);
  const entries = net.trainableWeights.map(({ originalName }, i) =>
    [originalName, grads[variables[i].name] ?? tf.zerosLike(variables[i])] as const
  );
  return Object.fromEntries(entries);
}

function assertSameTraining(ops: OpSet): void {
  const [ours, theirs] = [clsNet({ seed: 3 }), clsNet({ seed: 3 })];
  const [got, want] = [gradients(ours, fused), gradients(theirs, layerByLayer)];
  for (const [name, gradient] of Object.entries(want)) {
    const scale = Math.max(1, gradient.abs().max().dataSync()[0]);
    assertLess(difference(got[name], gradient), 1e-4 * scale, `${name}, ${ops}`);
  }
  ours.weights.forEach((weight, i) => {
    assertLess(
      difference(weight.read(), theirs.weights[i].read()),
      1e-5,
      `${weight.originalName}, ${ops}`,
    );
  });
  const [a, b] = [ours, theirs].map((net) => forward(net, images(), { training: false }));
  assertLess(difference(a, b), 1e-4);
}

for (const ops of opSets) {
  Deno.test(`forward() in training gives the embeddings, gradients and running averages of the layers: ${ops}`, () =>
    withOps(ops, () => assertSameTraining(ops)));
}

Deno.test("forward() in evaluation gives the layers' embeddings bit for bit", () => {
  const net = clsNet({ seed: 3 });
  forward(net, images(), { training: true }); // running averages move
  const want = net.apply(images(), { training: false }) as tf.Tensor;
  assertEquals(forward(net, images(), { training: false }).dataSync(), want.dataSync());
});

Deno.test("forward() keeps PReLU before the pooling while its slope is not above 0", () => {
  const net = clsNet({ seed: 3 }), slope = net.getLayer("prelu2").weights[0].read() as tf.Variable;
  slope.assign(tf.fill(slope.shape, -0.5));
  const want = net.apply(images(), { training: false }) as tf.Tensor;
  assertEquals(forward(net, images(), { training: false }).dataSync(), want.dataSync());
  assertLess(difference(fused(net, images()), layerByLayer(net, images())), 1e-4);
});

Deno.test("forward() leaves no tensor behind", () => {
  const net = clsNet(), x = images();
  forward(net, x, { training: true }).dispose();
  const before = tf.memory().numTensors;
  for (const training of [true, false]) forward(net, x, { training }).dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("forward() runs a model that is no chain as the model runs itself", () => {
  const input = tf.input({ shape: [4] }), dense = tf.layers.dense({ units: 3 });
  const net = tf.model({
    inputs: input,
    outputs: tf.layers.add().apply(
      [dense.apply(input), dense.apply(input)] as tf.SymbolicTensor[],
    ) as tf.SymbolicTensor,
  });
  const x = tf.randomNormal([2, 4], 0, 1, "float32", 1);
  assertEquals(isChain(net), false);
  assertEquals(
    forward(net, x, { training: true }).dataSync(),
    (net.apply(x) as tf.Tensor).dataSync(),
  );
});

Deno.test("segmentsOf() finds the article's network's blocks", () => {
  const names = segmentsOf(clsNet()).map((segment) =>
    layersOf(segment).map(({ name }) => name).join(" ")
  );
  assertEquals(names, [
    "conv1 norm1 prelu1",
    "conv2 norm2 prelu2 pool",
    "flatten",
    "dense1 norm3 prelu3",
    "dense2 norm4 prelu4",
    "embedding",
    "prelu5",
  ]);
});

Deno.test("segmentsOf() sees a layer that is added later", () => {
  const net = clsNet() as tf.Sequential;
  const before = segmentsOf(net).length;
  net.add(tf.layers.dense({ units: 3 }));
  assertEquals(segmentsOf(net).length, before + 1);
});

Deno.test("a layer's output is what its name says, in a cut network and in training too", () => {
  const net = clsNet({ seed: 3 }), x = images();
  const upTo = (name: string) =>
    tf.model({ inputs: net.inputs, outputs: net.getLayer(name).output as tf.SymbolicTensor });
  for (const training of [false, true]) {
    const outputs = ["conv1", "norm1", "prelu1", "conv2", "norm2", "prelu2", "pool"].map((name) =>
      upTo(name).apply(x, { training }) as tf.Tensor
    );
    assertEquals(outputs.map(({ shape }) => shape.slice(1)), [
      ...Array(3).fill([26, 26, 32]),
      ...Array(3).fill([24, 24, 64]),
      [11, 11, 64],
    ]);
    const [, , , , norm2, prelu2, pool] = outputs;
    assertEquals(prelu2.dataSync(), tf.leakyRelu(norm2, 0.25).dataSync());
    assertEquals(pool.dataSync(), tf.maxPool(prelu2 as tf.Tensor4D, 3, 2, "valid").dataSync());
  }
});
