/** What does not fit is refused by name, before anything is computed. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { makeBatch } from "../../lib/data/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { ArcFaceHead, createHead, headNames } from "../../lib/heads/mod.ts";
import { CenterLoss, ContrastiveCenterLoss, crossEntropy } from "../../lib/losses/mod.ts";
import {
  accuracy,
  classAngles,
  confusionMatrix,
  identification,
  pairHistogram,
  pairScores,
  precisionAt1,
  retrieval,
} from "../../lib/metrics/mod.ts";
import { embed, evaluate, fit, loadCheckpoint } from "../../lib/training/mod.ts";
import type { FitOptions } from "../../lib/training/mod.ts";
import type { Dataset, MemoryDataset, Model } from "../../lib/types.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 30, test: 20 });
const sizes = { classes: 10, embeddingSize: 2 };
const newModel = (): Model => ({ backbone: clsNet(), head: new ArcFaceHead(sizes) });
const withLabels = (label: unknown, at = 7): MemoryDataset => ({
  ...data.train,
  labels: Array.from(data.train.labels, (own, i) => i === at ? label : own) as never,
});

for (const label of [-1, 10, 0.5, NaN, 3n]) {
  Deno.test(`a label of ${label} is named with its image and the range, by fit and evaluate`, async () => {
    const words = `the label of image 7 (counted from 0) is ${label}, but classes are 0 to 9`;
    const wrong = withLabels(label), model = newModel();
    assertThrows(
      () => fit(model, { ...data, train: wrong }),
      InputError,
      `fit: training set: ${words}`,
    );
    assertThrows(() => fit(model, { ...data, test: wrong }), InputError, `fit: test set: ${words}`);
    await assertRejects(
      () => evaluate(model, wrong),
      InputError,
      `evaluate: data set: ${words}`,
    );
    await assertRejects(() => makeBatch(wrong, [1, 7]), InputError, `makeBatch: ${words}`);
  });
}

Deno.test("labels that are one-hot, or too few, are refused by their number", () => {
  const oneHot = { ...data.train, labels: new Int32Array(300) };
  assertThrows(
    () => fit(newModel(), { ...data, train: oneHot }),
    InputError,
    "fit: training set: 300 labels for 30 images",
  );
});

for (const name of headNames) {
  Deno.test(`head ${name} names a label that is none of its classes, and one of another type`, () => {
    const head = createHead(name, sizes),
      x = tf.randomNormal<tf.Rank.R2>([3, 2], 0, 1, "float32", 1);
    const logits = (labels: tf.Tensor) => () => head.marginLogits(x, labels as tf.Tensor1D);
    for (const wrong of [-1, 10]) {
      assertThrows(
        logits(tf.tensor1d([3, wrong, 0], "int32")),
        InputError,
        `the label of image 1 (counted from 0) is ${wrong}, but classes are 0 to 9`,
      );
    }
    assertThrows(logits(tf.tensor1d([3, 1, 0])), InputError, "labels are float32 [3]");
    assertThrows(logits(tf.tensor1d([3, 1], "int32")), InputError, "they must be int32 [3]");
    assertThrows(logits(tf.oneHot([3, 1, 0], 10)), InputError, "labels are int32 [3,10]");
  });
}

Deno.test("losses and the head's other methods name a wrong label too", async () => {
  const x = tf.randomNormal<tf.Rank.R2>([2, 2], 0, 1, "float32", 1);
  const labels = tf.tensor1d([0, 12], "int32"),
    words = "the label of image 1 (counted from 0) is 12";
  const refused = (call: () => unknown) => assertThrows(call, InputError, words);
  refused(() => crossEntropy(tf.zeros([2, 10]), labels));
  for (const Loss of [CenterLoss, ContrastiveCenterLoss]) {
    refused(() => new Loss({ ...sizes, weight: 1 }).loss(x, labels));
  }
  refused(() => new CenterLoss({ ...sizes, weight: 1 }).update(x, labels));
  refused(() => createHead("adacos", sizes).update!(x, labels, 0));
  refused(() => createHead("curricularface", sizes).update!(x, labels, 0));
  await assertRejects(
    () => createHead("partial-arcface", sizes).sample!(labels, 0),
    InputError,
    words,
  );
});

Deno.test("a tensor of labels is read once, and one that a batch brings not at all", async () => {
  const head = new ArcFaceHead(sizes), x = tf.ones<tf.Rank.R2>([2, 2]);
  const { labels } = await makeBatch(data.train, [0, 1]), own = tf.tensor1d([1, 2], "int32");
  let reads = 0;
  for (const tensor of [labels, own]) {
    const read = tensor.dataSync.bind(tensor);
    tensor.dataSync = (() => (reads++, read())) as typeof tensor.dataSync;
  }
  for (let step = 0; step < 3; step++) head.marginLogits(x, labels);
  assertEquals(reads, 0);
  for (let step = 0; step < 3; step++) head.marginLogits(x, own);
  assertEquals(reads, 1);
});

Deno.test("images of another shape, none, or too few bytes are refused by name", async () => {
  const model = newModel(), { train } = data;
  const refuse = (train: Dataset, words: string) =>
    assertThrows(() => fit(model, { ...data, train }), InputError, words);
  refuse(
    { ...train, imageShape: [14, 56, 1] },
    "fit: training set: its images are [14,56,1], backbone",
  );
  refuse({ ...train, imageShape: [28, 28, 3] }, "takes [28,28,1]");
  refuse({ ...train, imageShape: undefined as never }, "imageShape is undefined");
  refuse({ ...train, images: train.images.subarray(1) }, "bytes are not 30 images of [28,28,1]");
  refuse({ ...train, length: 0 }, "fit: training set: it holds no images");
  const empty = { ...data.test, length: 0 };
  assertThrows(() => fit(model, { ...data, test: empty }), InputError, "test set: it holds no");
  await assertRejects(() => evaluate(model, empty), InputError, "evaluate: data set: it holds no");
  await assertRejects(() => embed(model, empty), InputError, "embed: data set: it holds no images");
});

Deno.test("programs without types are told what is wrong with a model or data", async () => {
  const { head, backbone } = newModel(), { train } = data;
  const refuse = (model: unknown, given: unknown, words: string) =>
    assertThrows(() => fit(model as Model, given as typeof data), InputError, words);
  refuse({ backbone, head }, train, "give { train, test }");
  refuse({ backbone, head }, undefined, "fit: data has no training set");
  refuse(backbone, data, "the model must be { backbone, head");
  const auxiliary = new CenterLoss({ ...sizes, weight: 1 });
  refuse({ backbone, head, auxiliary }, data, "the model must be { backbone, head");
  const floats = { ...train, images: Float32Array.from(train.images) };
  refuse({ backbone, head }, { ...data, train: floats }, "its images must be a Uint8Array");
  const wrong = floats as unknown as MemoryDataset;
  await assertRejects(() => embed({ backbone, head }, wrong), InputError, "must be a Uint8Array");
  for (const name of headNames) {
    const x = tf.ones<tf.Rank.R2>([2, 2]), labels = [0, 1] as unknown as tf.Tensor1D;
    assertThrows(
      () => createHead(name, sizes).marginLogits(x, labels),
      InputError,
      "labels must be a tensor",
      name,
    );
  }
});

Deno.test("misspelt options are named, not ignored", async () => {
  const refuse = (call: () => unknown, words: string) => assertThrows(call, RangeError, words);
  refuse(() => clsNet({ embedingSize: 8 } as object), "clsNet: unknown option embedingSize");
  refuse(
    () => new CenterLoss({ ...sizes, weight: 1, rate: 2 } as never),
    "CenterLoss: unknown option rate; options are classes, embeddingSize, seed, weight",
  );
  await assertRejects(
    () => loadCheckpoint("x.safetensors", { emma: true } as object),
    RangeError,
    "loadCheckpoint: unknown option emma; options are heads, losses, layers, ema",
  );
});

Deno.test("a head or loss of another size, too many classes, and unknown options are refused by name", () => {
  const refuse = (model: Model, words: string, options: FitOptions = {}, split = data) =>
    assertThrows(() => fit(model, split, options), Error, words);
  const backbone = clsNet({ embeddingSize: 8 });
  refuse(
    { backbone, head: new ArcFaceHead({ ...sizes, embeddingSize: 16 }) },
    "head arcface: it takes embeddings of 16 numbers, backbone",
  );
  const loss = new CenterLoss({ classes: 7, embeddingSize: 2, weight: 1 });
  refuse({ ...newModel(), auxiliary: [loss] }, "auxiliary loss center: its classes is 7");
  const more = { ...data, train: { ...data.train, classes: 12 } };
  refuse(newModel(), "it has 12 classes, head arcface scores 10", {}, more);
  refuse(newModel(), "unknown option epoch; options are epochs, ", { epoch: 3 } as FitOptions);
  refuse(newModel(), "there is no part body; known are backbone, head", { rates: { body: 1 } });
  refuse(newModel(), "classWeights are 3 numbers; they must be 10", { classWeights: [1, 1, 1] });
});

for (
  const [change, words] of [
    [{ batchSize: 6 }, "batchSize 10, not 6"],
    [{ batchSize: 5, accumulate: 2 }, "batchSize 10, not 5"],
    [{ dropLast: true }, "dropLast false, not true"],
  ] as const
) {
  Deno.test(`fit() refuses to resume inside an epoch with ${JSON.stringify(change)}`, async () => {
    const options = { epochs: 2, batchSize: 10 }, stop = new AbortController();
    const training = fit(newModel(), data, {
      ...options,
      signal: stop.signal,
      onStep: () => stop.abort(),
    });
    await training.next();
    const resume = await training.state();
    assertEquals([resume.epoch, resume.step], [0, 1]);
    const again = () => fit(newModel(), data, { ...options, ...change, resume });
    assertThrows(again, InputError, `stopped mid-epoch with ${words}`);
    const other = { ...data, train: withLabels(0) };
    const elsewhere = () => fit(newModel(), other, { ...options, resume });
    assertThrows(elsewhere, InputError, "a training set of 30 images (labels ");
    fit(newModel(), data, { ...options, resume });
  });
}

Deno.test("heads and losses leave no tensor behind but their variables", () => {
  for (const name of headNames) {
    const before = tf.memory().numTensors, head = createHead(name, sizes);
    const kept = [...head.variables, ...Object.values(head.state ?? {})].filter((one) =>
      one instanceof tf.Variable
    );
    assertEquals(tf.memory().numTensors - before, kept.length, name);
  }
  const before = tf.memory().numTensors;
  new CenterLoss({ ...sizes, weight: 1 });
  new ContrastiveCenterLoss({ ...sizes, weight: 1 });
  assertEquals(tf.memory().numTensors - before, 2);
});

Deno.test("metrics take labels of 130,000 and name what does not fit", () => {
  const embeddings = Float32Array.of(1, 0, 0, 1, 1, 0.1), labels = [129_999, 130_000, 129_999];
  const far = { embeddings, embeddingSize: 2, labels };
  assertEquals(identification(far, far).cumulativeMatch[0], 1);
  const strangers = { ...far, labels: [1, 1, 1] };
  assertEquals(identification(far, { ...far, labels: [129_999, 5, 6] }).unknownScores.length, 2);
  assertEquals([retrieval(far).precisionAt1, precisionAt1(far)], [1, 1]);
  assertThrows(() => confusionMatrix([100_000], [3]), InputError, "100001 classes make");
  for (const wrong of [-1, 0.5]) {
    const labelled = { ...far, labels: [0, wrong, 0] };
    for (const metric of [pairScores, pairHistogram, precisionAt1, retrieval]) {
      assertThrows(() => metric(labelled), InputError, `label 1 is ${wrong}`);
    }
    assertThrows(() => classAngles({ ...labelled, classes: 3 }), InputError, `is ${wrong}`);
  }
  assert(strangers.labels.length === 3 && accuracy([1], [1]) === 1);
});
