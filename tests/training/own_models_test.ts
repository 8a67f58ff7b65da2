/** Models of one's own: every weight trains, is saved, comes back, and goes on exactly. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { CenterLoss, RingLoss } from "../../lib/losses/mod.ts";
import {
  allVariables,
  embed,
  fit,
  loadCheckpoint,
  saveCheckpoint,
  trainableVariables,
} from "../../lib/training/mod.ts";
import type { Model } from "../../lib/types.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 24, test: 12 });
const path = join(await Deno.makeTempDir(), "model.safetensors");
const { layers } = tf, inputShape = [28, 28, 1];
const dense = (units: number, name?: string) => layers.dense({ units, activation: "tanh", name });
const sequential = (...chain: tf.layers.Layer[]) => tf.sequential({ layers: chain });
const flat = () => layers.flatten({ inputShape });

/** A layer of one's own, with a number in its configuration. */
class Scale extends layers.Layer {
  static readonly className: string = "Scale";
  #factor: number;
  constructor({ factor, ...rest }: { factor: number; name?: string }) {
    super(rest);
    this.#factor = factor;
  }
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([x].flat()[0], this.#factor);
  }
  override getConfig() {
    return { ...super.getConfig(), factor: this.#factor };
  }
}

function functional(): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const x = layers.flatten().apply(input) as tf.SymbolicTensor;
  const [a, b] = ["left", "right"].map((name) => dense(6, name).apply(x) as tf.SymbolicTensor);
  const sum = layers.add().apply([a, b]) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: dense(4).apply(sum) as tf.SymbolicTensor });
}

function withNets(): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const nets = [1, 2].map((seed) => {
    const net = clsNet({ seed, embeddingSize: 4 });
    net.name = `net${seed}`;
    return net.apply(input) as tf.SymbolicTensor;
  });
  return tf.model({ inputs: input, outputs: layers.average().apply(nets) as tf.SymbolicTensor });
}

const architectures: Record<string, () => tf.LayersModel> = {
  "dense layers with activations": () => sequential(flat(), dense(8), dense(4)),
  "own ε, momentum and axis of a batch norm": () =>
    sequential(
      flat(),
      dense(8),
      layers.batchNormalization({ epsilon: 0.1, momentum: 0.5 }),
      dense(4),
    ),
  "strides, padding, no bias, max-pooling that pads": () =>
    sequential(
      layers.conv2d({ inputShape, filters: 3, kernelSize: 5, strides: 3, padding: "same" }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      layers.conv2d({ filters: 2, kernelSize: 2, useBias: false, activation: "relu" }),
      layers.flatten(),
      dense(4),
    ),
  "PReLU a channel": () =>
    sequential(
      layers.conv2d({ inputShape, filters: 3, kernelSize: 4, strides: 4 }),
      layers.prelu({ sharedAxes: [1, 2] }),
      layers.flatten(),
      dense(4),
    ),
  "a chain in a chain": () =>
    sequential(
      flat(),
      sequential(layers.dense({ units: 8, inputShape: [784] }), dense(5)),
      dense(4),
    ),
  "clsNet in a chain": () => sequential(clsNet({ embeddingSize: 6 }), dense(4)),
  "two clsNets side by side": withNets,
  "a functional model": functional,
  "both directions of a recurrent layer": () =>
    sequential(
      layers.reshape({ inputShape, targetShape: [28, 28] }),
      layers.bidirectional({ layer: layers.gru({ units: 3 }) as never, mergeMode: "concat" }),
      dense(4),
    ),
  "cells on cells": () =>
    sequential(
      layers.reshape({ inputShape, targetShape: [28, 28] }),
      layers.rnn({
        cell: [layers.simpleRNNCell({ units: 5 }), layers.simpleRNNCell({ units: 4 })],
      }),
    ),
  "depthwise and separable convolutions": () =>
    sequential(
      layers.depthwiseConv2d({ inputShape, kernelSize: 3, strides: 3, depthMultiplier: 2 }),
      layers.separableConv2d({ filters: 3, kernelSize: 3 }),
      layers.globalAveragePooling2d({}),
      dense(4),
    ),
};

const modelOf = (backbone: tf.LayersModel): Model => ({
  backbone,
  head: new ArcFaceHead({ classes: 10, embeddingSize: 4 }),
});
const options = { epochs: 2, batchSize: 8, learningRate: 0.02, seed: 3 };

for (const [name, build] of Object.entries(architectures)) {
  Deno.test(`${name}: every weight moves, comes back from a file, and goes on exactly`, async () => {
    const model = modelOf(build()), variables = trainableVariables(model);
    assertEquals(Object.keys(variables).length, model.backbone.trainableWeights.length + 1);
    const before = Object.values(variables).map((variable) => variable.dataSync().slice());
    const training = fit(model, data, options);
    await training.next();
    for (const [i, [name, variable]] of Object.entries(variables).entries()) {
      assert(String(variable.dataSync()) !== String(before[i]), `${name} did not move`);
    }
    await saveCheckpoint(path, { model, state: await training.state(), config: {} });
    const loaded = await loadCheckpoint(path);
    assertEquals(
      (await embed(loaded.model, data.test)).embeddings,
      (await embed(model, data.test)).embeddings,
    );
    await training.next();
    const goesOn = fit(loaded.model, data, { ...options, resume: loaded.state });
    await goesOn.next();
    const expected = allVariables(model);
    for (const [name, variable] of Object.entries(allVariables(loaded.model))) {
      assertEquals(variable.dataSync(), expected[name].dataSync(), name);
    }
    await Promise.all([training.return(), goesOn.return()]);
  });
}

Deno.test("a layer of one's own comes back through loadCheckpoint's layers, and is named without them", async () => {
  const model = modelOf(sequential(flat(), new Scale({ factor: 3, name: "times" }), dense(4)));
  await saveCheckpoint(path, { model, config: {} });
  const loaded = await loadCheckpoint(path, { layers: { Scale } });
  assertEquals(
    (await embed(loaded.model, data.test)).embeddings,
    (await embed(model, data.test)).embeddings,
  );
  await assertRejects(() => loadCheckpoint(path), InputError, "Scale");
  assert(!("Scale" in tf.serialization.SerializationMap.getMap().classNameMap));
});

Deno.test("saving refuses a layer that would not come back, by its name", async () => {
  class Forgetful extends Scale {
    static override readonly className = "Forgetful";
    override getConfig() {
      return { name: this.name, factor: 1 };
    }
  }
  const nameless = class extends Scale {};
  const refuse = async (layer: tf.layers.Layer, words: string) => {
    const model = modelOf(sequential(flat(), layer, dense(4)));
    await assertRejects(() => saveCheckpoint(path, { model, config: {} }), InputError, words);
  };
  await refuse(new Forgetful({ factor: 3, name: "times" }), "layer times cannot be saved");
  await refuse(new nameless({ factor: 3, name: "times" }), "layer times cannot be saved");
});

for (const what of ["model", "layer", "rate"] as const) {
  Deno.test(`a frozen backbone (${what}) stays as it is, running averages too, also in a file`, async () => {
    const model = modelOf(clsNet({ embeddingSize: 4 }));
    if (what === "model") model.backbone.trainable = false;
    if (what === "layer") { for (const layer of model.backbone.layers) layer.trainable = false; }
    const before = await embed(model, data.test);
    const rates = what === "rate" ? { rates: { backbone: 0 } } : {};
    for await (const _ of fit(model, data, { ...options, ...rates }));
    assertEquals((await embed(model, data.test)).embeddings, before.embeddings);
    assert(String((await embed(model, data.test)).prototypes) !== String(before.prototypes));
    if (what === "rate") return;
    await saveCheckpoint(path, { model, config: {} });
    const loaded = (await loadCheckpoint(path)).model;
    assertEquals(Object.keys(trainableVariables(loaded)), ["head.prototypes"]);
  });
}

Deno.test("a stock batch norm that is frozen stays as it is beside layers that train", async () => {
  const norm = layers.batchNormalization({ name: "norm" });
  const model = modelOf(sequential(flat(), norm, dense(4)));
  norm.trainable = false;
  const before = norm.getWeights().map((weight) => weight.dataSync().slice());
  for await (const _ of fit(model, data, options));
  assertEquals(norm.getWeights().map((weight) => weight.dataSync().slice()), before);
  assertEquals(Object.hasOwn(norm, "call"), false);
});

Deno.test("two losses of one kind both train, and both come back", async () => {
  const sizes = { classes: 10, embeddingSize: 4 };
  const model: Model = {
    ...modelOf(sequential(flat(), dense(4))),
    auxiliary: [
      new CenterLoss({ ...sizes, weight: 0.1 }),
      new CenterLoss({ ...sizes, weight: 0.2, seed: 2 }),
      new RingLoss({ weight: 0.1, radius: 1 }),
      new RingLoss({ weight: 0.2, radius: 2 }),
    ],
  };
  const names = ["center.centers", "center2.centers", "ring.radius", "ring2.radius"];
  const values = (model: Model) => names.map((name) => [...allVariables(model)[name].dataSync()]);
  const before = values(model);
  for await (const _ of fit(model, data, options));
  values(model).forEach((value, i) => assert(String(value) !== String(before[i]), names[i]));
  await saveCheckpoint(path, { model, config: {} });
  assertEquals(values((await loadCheckpoint(path)).model), values(model));
});

Deno.test("a layer's regularizer is in the loss, and its constraint is kept", async () => {
  const build = (extra: object) =>
    modelOf(sequential(flat(), layers.dense({ units: 4, ...extra, kernelInitializer: "ones" })));
  const lossOf = async (model: Model) =>
    (await fit(model, data, { ...options, learningRate: 1e-9 }).next()).value!.trainLoss;
  const kernelRegularizer = tf.regularizers.l2({ l2: 0.01 });
  const [plain, regular] = [await lossOf(build({})), await lossOf(build({ kernelRegularizer }))];
  assert(Math.abs(regular - plain - 0.01 * 784 * 4) < 1e-3, `${plain} ${regular}`);
  const model = build({ kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.5, axis: 0 }) });
  await fit(model, data, options).next();
  const norms = model.backbone.layers[1].getWeights()[0].norm("euclidean", 0).dataSync();
  assert(norms.every((norm) => norm < 0.5 + 1e-5), String(norms));
});
