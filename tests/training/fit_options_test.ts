/** Each option of `fit` against a loop written by hand in plain tfjs, and exact on resume. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import { ArcFaceHead, LinearHead, PartialArcFaceHead } from "../../lib/heads/mod.ts";
import { crossEntropy } from "../../lib/losses/mod.ts";
import { seededRandom, shuffledIndices } from "../../lib/random.ts";
import { allVariables, classBalanced, fit, type FitOptions } from "../../lib/training/mod.ts";
import type { MemoryDataset, Model } from "../../lib/types.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 60, test: 20 });
const SEED = 3, BATCH = 20, RATE = 0.01, STEPS = 6;
const constant: FitOptions = {
  epochs: 2,
  batchSize: BATCH,
  learningRate: RATE,
  schedule: "constant",
  seed: SEED,
};

/** One dense layer and softmax: nothing that a plain loop could not do. */
function newModel(): Model {
  const dense = tf.layers.dense({
    name: "dense",
    units: 3,
    inputShape: [784],
    kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
  });
  const layers = [tf.layers.flatten({ name: "flat", inputShape: [28, 28, 1] }), dense];
  return {
    backbone: tf.sequential({ layers }),
    head: new LinearHead({ classes: 10, embeddingSize: 3 }),
  };
}

type Weights = Record<"kernel" | "bias" | "W" | "b", tf.Tensor>;

const weightsOf = ({ backbone, head }: Model): Weights => ({
  kernel: backbone.getWeights()[0],
  bias: backbone.getWeights()[1],
  W: head.prototypes,
  b: (head as LinearHead).bias,
});

/** Pixels and labels of the images that a step sees. */
function batchOf({ images, labels }: MemoryDataset, rows: ArrayLike<number>) {
  const pixels = Array.from(rows, (row) => [...images.subarray(row * 784, row * 784 + 784)]);
  return {
    x: tf.tensor2d(pixels).div<tf.Tensor2D>(255),
    isClass: tf.oneHot(Array.from(rows, (row) => labels[row]), 10).toFloat(),
    labels: Array.from(rows, (row) => labels[row]),
  };
}

type Batch = ReturnType<typeof batchOf>;
const softmaxLoss = (logits: tf.Tensor, { isClass }: Batch) =>
  tf.logSoftmax(logits as tf.Tensor2D).mul(isClass).sum(1).neg().mean() as tf.Scalar;

interface Recipe {
  loss?: typeof softmaxLoss;
  /** What a step makes of weights and gradients, by name. */
  move: (
    w: tf.Tensor,
    g: tf.Tensor,
    all: { name: keyof Weights; t: number; norm: number },
  ) => tf.Tensor;
}

/** Six steps by hand. */
function byHand({ loss = softmaxLoss, move }: Recipe): Weights {
  const names = ["kernel", "bias", "W", "b"] as const, start = weightsOf(newModel());
  const weights = names.map((name) => tf.variable(start[name].clone()));
  for (let step = 0; step < STEPS; step++) {
    const epoch = Math.floor(step / 3), from = (step % 3) * BATCH;
    const order = shuffledIndices(60, seededRandom(SEED, epoch + 1));
    const batch = batchOf(data.train, order.subarray(from, from + BATCH));
    const { grads } = tf.variableGrads(() => {
      const [kernel, bias, W, b] = weights;
      const x = tf.matMul(batch.x, kernel as tf.Tensor2D).add(bias);
      return loss(tf.matMul(x as tf.Tensor2D, W as tf.Tensor2D, false, true).add(b), batch);
    }, weights);
    const gradients = weights.map((weight) => grads[weight.name]);
    const norm = Math.hypot(...gradients.map((g) => g.norm().dataSync()[0]));
    weights.forEach((weight, i) =>
      weight.assign(move(weight, gradients[i], { name: names[i], t: step + 1, norm }))
    );
  }
  return Object.fromEntries(names.map((name, i) => [name, weights[i]])) as unknown as Weights;
}

async function train(options: FitOptions, model = newModel()): Promise<Weights> {
  for await (const _ of fit(model, data, { ...constant, ...options }));
  return weightsOf(model);
}

function assertSame(actual: Weights, expected: Weights, tolerance = 2e-6): void {
  for (const name of Object.keys(expected) as (keyof Weights)[]) {
    const difference = actual[name].sub(expected[name]).abs().max().dataSync()[0];
    assert(difference < tolerance, `${name}: ${difference}`);
  }
}

/** Adam with its state in closures, one a weight. */
function adam(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, rateOf = (_: string): number => RATE } = {},
) {
  const means = new Map<string, [tf.Tensor, tf.Tensor]>();
  return (w: tf.Tensor, g: tf.Tensor, { name, t }: { name: string; t: number }) => {
    const [m0, v0] = means.get(name) ?? [tf.zerosLike(g), tf.zerosLike(g)];
    const m = m0.mul(beta1).add(g.mul(1 - beta1)), v = v0.mul(beta2).add(g.square().mul(1 - beta2));
    means.set(name, [m, v]);
    const root = v.div(1 - beta2 ** t).sqrt().add(epsilon);
    return w.sub(m.div(1 - beta1 ** t).div(root).mul(rateOf(name)));
  };
}

const sgd: Recipe["move"] = (w, g) => w.sub(g.mul(RATE));
const plainSgd: FitOptions = { optimizer: "sgd", momentum: 0 };
const smoothed = (logits: tf.Tensor, { isClass }: Batch) => {
  const target = isClass.mul(0.8).add(0.2 / 10);
  return tf.logSoftmax(logits as tf.Tensor2D).mul(target).sum(1).neg().mean() as tf.Scalar;
};
const classWeights = Float32Array.from({ length: 10 }, (_, c) => 0.5 + c / 4);
const weighted = (logits: tf.Tensor, { isClass, labels }: Batch) => {
  const own = tf.tensor1d(labels.map((label) => classWeights[label]));
  const losses = tf.logSoftmax(logits as tf.Tensor2D).mul(isClass).sum(1).neg();
  return losses.mul(own).sum().div(own.sum()) as tf.Scalar;
};

const cases: Record<string, { options: FitOptions; recipe: () => Recipe }> = {
  "plain sgd": { options: plainSgd, recipe: () => ({ move: sgd }) },
  "clipping, below and above the norms that occur": {
    options: { ...plainSgd, clipNorm: 0.9 },
    recipe: () => ({
      move: (w, g, { norm }) => w.sub(g.mul(RATE * Math.min(1, 0.9 / (norm + 1e-6)))),
    }),
  },
  "label smoothing": {
    options: { ...plainSgd, labelSmoothing: 0.2 },
    recipe: () => ({ loss: smoothed, move: sgd }),
  },
  "class weights": {
    options: { ...plainSgd, classWeights },
    recipe: () => ({ loss: weighted, move: sgd }),
  },
  "Adam's β and ε": {
    options: { beta1: 0.8, beta2: 0.95, epsilon: 1e-3 },
    recipe: () => ({ move: adam({ beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }) }),
  },
  AdamW: {
    options: { optimizer: "adamw", weightDecay: 0.3 },
    recipe: () => {
      const move = adam();
      return { move: (w, g, at) => move(w.mul(1 - RATE * 0.3), g, at) };
    },
  },
  "rates a part": {
    options: { rates: { backbone: 0.1, head: 2 } },
    recipe: () => ({
      move: adam({ rateOf: (name) => RATE * (name === "W" || name === "b" ? 2 : 0.1) }),
    }),
  },
  "rates a part, sgd": {
    options: { ...plainSgd, rates: { backbone: 0.5 } },
    recipe: () => ({
      move: (w, g, { name }) => w.sub(g.mul(RATE * (name === "W" || name === "b" ? 1 : 0.5))),
    }),
  },
  "a schedule of one's own": {
    options: { ...plainSgd, schedule: (step) => 1 / (1 + step) },
    recipe: () => ({ move: (w, g, { t }) => w.sub(g.mul(RATE / t)) }),
  },
};

for (const [name, { options, recipe }] of Object.entries(cases)) {
  Deno.test(`fit() with ${name} is the loop by hand, and resumes exactly`, async () => {
    const whole = newModel();
    assertSame(await train(options, whole), byHand(recipe()));
    const stop = new AbortController(), parted = newModel(), plan = { ...constant, ...options };
    let steps = 0;
    const first = fit(parted, data, {
      ...plan,
      signal: stop.signal,
      onStep: () => void (++steps === 4 && stop.abort()),
    });
    for await (const _ of first);
    for await (const _ of fit(parted, data, { ...plan, resume: await first.state() }));
    const expected = allVariables(whole);
    for (const [name, variable] of Object.entries(allVariables(parted))) {
      assertEquals(variable.dataSync(), expected[name].dataSync(), name);
    }
  });
}

Deno.test("fit() with ema keeps the average of the weights after each step, and resumes exactly", async () => {
  const model = newModel(), start = [...model.head.prototypes.dataSync()];
  let expected = start;
  const onStep = () => {
    const now = model.head.prototypes.dataSync();
    expected = expected.map((e, i) => Math.fround(0.9 * e + 0.1 * now[i]));
  };
  const options = { ...constant, ema: 0.9 }, training = fit(model, data, { ...options, onStep });
  const records = await Array.fromAsync(training);
  const { ema } = await training.state();
  ema!["head.prototypes"].forEach((value, i) => assertAlmostEquals(value, expected[i], 1e-5));
  assert(records[1].ema!.testLoss !== records[1].testLoss);
  const parted = newModel(), first = fit(parted, data, options);
  await first.next();
  const resume = await first.state();
  await first.return();
  const second = fit(parted, data, { ...options, resume });
  const [record] = await Array.fromAsync(second);
  assertEquals(record.ema, records[1].ema);
  assertEquals((await second.state()).ema, ema);
});

Deno.test("fit() with patience ends after so many epochs without a better one, also when resumed", async () => {
  const options: FitOptions = { ...constant, epochs: 30, learningRate: 1e-7, patience: 2 };
  const training = fit(newModel(), data, options), records = await Array.fromAsync(training);
  const state = await training.state();
  assertEquals(state.epoch, records.length);
  assertEquals(records.length, state.best!.epoch + 2);
  assertEquals(Math.max(...records.map((r) => r.testAccuracy)), state.best!.value);
  assertEquals(await Array.fromAsync(fit(newModel(), data, { ...options, resume: state })), []);
  assertThrows(() => fit(newModel(), { train: data.train }, options), RangeError, "a test set");
});

Deno.test("fit() changes images by augment, drawn by seed and step", async () => {
  const seen: number[] = [];
  const options: FitOptions = {
    ...constant,
    augment: (images, random) => {
      seen.push(random());
      return images.mul(0.5);
    },
  };
  const augmented = await train(options);
  const halved = { ...data.train, images: data.train.images.map((byte) => byte) };
  assertEquals(new Set(seen).size, STEPS);
  const plain = await train({});
  assert(augmented.kernel.sub(plain.kernel).abs().max().dataSync()[0] > 1e-4);
  const before = [...seen];
  await train(options);
  assertEquals(seen.slice(STEPS), before);
  assertEquals(halved.length, 60);
});

Deno.test("classBalanced() gives M images of each of P classes, all images in turn", async () => {
  const order = Array.from(
    classBalanced({ classesPerBatch: 5, imagesPerClass: 2 })(data.train, seededRandom(1)),
  );
  assertEquals(order.length, 60);
  for (let from = 0; from < 60; from += 10) {
    const batch = order.slice(from, from + 10);
    const counts = new Map<number, number>();
    for (const image of batch) {
      const label = data.train.labels[image];
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    assertEquals([...counts.values()], [2, 2, 2, 2, 2]);
    assertEquals(new Set(batch).size, 10);
  }
  const sampler = classBalanced({ classesPerBatch: 5, imagesPerClass: 2 });
  const reports: number[] = [];
  const onStep = ({ step, loss }: { step: number; loss?: number }) => {
    assert(loss! > 0);
    reports.push(step);
  };
  await train({ sampler, batchSize: 10, epochs: 1, onStep });
  assertEquals(reports, [1, 2, 3, 4, 5, 6]);
});

Deno.test("a head's own loss takes the place of cross-entropy", async () => {
  const model = newModel();
  let calls = 0;
  const head = Object.assign(model.head, {
    loss: (x: tf.Tensor2D, labels: tf.Tensor1D) => {
      calls++;
      return crossEntropy(model.head.logits(x), labels).mul<tf.Scalar>(2);
    },
  });
  const twice = await train(plainSgd, { ...model, head });
  assertEquals(calls, STEPS);
  assertSame(twice, byHand({ move: (w, g) => w.sub(g.mul(2 * RATE)) }));
  for (const name of ["labelSmoothing", "marginWarmUp", "scaleWarmUp"]) {
    const options = { ...constant, [name]: 0.1 };
    assertThrows(
      () => fit({ ...model, head }, data, options),
      RangeError,
      `has its own loss, which does not support ${name}`,
    );
  }
});

Deno.test("crossEntropy() smooths and weighs as torch.nn.CrossEntropyLoss", () => {
  // torch.nn.CrossEntropyLoss(weight=[1, 2, 0.5], label_smoothing=0.1) of PyTorch 2.13.0
  const logits = tf.tensor2d([[1, 2, 3], [0.5, -1, 2], [3, 0, -2]]);
  const labels = tf.tensor1d([2, 0, 1], "int32"), classWeights = tf.tensor1d([1, 2, 0.5]);
  const loss = crossEntropy(logits, labels, { labelSmoothing: 0.1, classWeights });
  assertAlmostEquals(loss.dataSync()[0], 2.2852471140741306, 1e-6);
});

Deno.test("heads of many classes warm up too", async () => {
  const options = [1, 0.5].map((sampleRate) => ({
    sampleRate,
    classes: 10,
    embeddingSize: 3,
    seed: 1,
  }));
  const plan: FitOptions = { ...constant, epochs: 1, marginWarmUp: 2, scaleWarmUp: 2 };
  const weights = async (model: Model) => {
    for await (const _ of fit(model, data, plan));
    return model.head.prototypes.dataSync();
  };
  const { backbone } = newModel();
  const whole = await weights({
    backbone,
    head: new ArcFaceHead({ classes: 10, embeddingSize: 3 }),
  });
  const part = await weights({
    backbone: newModel().backbone,
    head: new PartialArcFaceHead(options[0]),
  });
  whole.forEach((value, i) => assertAlmostEquals(part[i], value, 1e-5));
  const cold = { ...plan, marginWarmUp: 0, scaleWarmUp: 0 };
  const [one, other] = [plan, cold].map((plan) =>
    fit({ backbone: newModel().backbone, head: new PartialArcFaceHead(options[1]) }, data, plan)
  );
  const losses = [await one.next(), await other.next()].map(({ value }) => value!.trainLoss);
  assert(losses[0] < losses[1] / 2, String(losses));
});
