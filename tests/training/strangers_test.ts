/** Classes that were not trained on, sets without a test set, and pixels that are read on demand. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import {
  areaUnderRoc,
  equalErrorRate,
  pairHistogram,
  pairScores,
  precisionAt1,
  retrieval,
  roc,
  trueAcceptRateAt,
} from "../../lib/metrics/mod.ts";
import { plotCurves } from "../../lib/plot/mod.ts";
import { randomNormal, seededRandom } from "../../lib/random.ts";
import { embed, evaluate, fit } from "../../lib/training/mod.ts";
import type { Dataset, EpochRecord, MemoryDataset, Model } from "../../lib/types.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 200, test: 100 });
const KNOWN = 7;

/** The images of some classes. */
function only({ images, labels, ...set }: MemoryDataset, keep: (label: number) => boolean) {
  const rows = [...labels.keys()].filter((i) => keep(labels[i]));
  const pixels = Uint8Array.from(
    rows.flatMap((row) => [...images.subarray(row * 784, row * 784 + 784)]),
  );
  return { ...set, images: pixels, labels: labels.filter(keep), length: rows.length };
}

const train = { ...only(data.train, (label) => label < KNOWN), classes: KNOWN };
const strangers = only(data.test, (label) => label >= KNOWN);
const newModel = (): Model => ({
  backbone: clsNet({ embeddingSize: 3 }),
  head: new ArcFaceHead({ classes: KNOWN, embeddingSize: 3 }),
});
const options = { epochs: 2, batchSize: 32, seed: 1 };

Deno.test("fit() measures a test set of strangers as verification is measured", async () => {
  const model = newModel(), training = fit(model, { train, test: strangers }, options);
  const records: EpochRecord[] = await Array.fromAsync(training);
  const embedded = await embed(model, strangers);
  assertEquals(embedded.labels, strangers.labels);
  const { rate } = equalErrorRate(pairScores(embedded));
  for (const name of ["testLoss", "testAccuracy"] as const) assert(!(name in records[1]));
  assertEquals([records[1].equalErrorRate, records[1].rank1], [
    rate,
    precisionAt1(embedded),
  ]);
  assertEquals(records[1].rank1, retrieval(embedded).precisionAt1);
  assert(records[1].summary.includes(`equal error rate ${(100 * rate).toFixed(2)} %`));
  assertEquals(
    (await training.state()).best!.value,
    1 - Math.min(...records.map((r) => r.equalErrorRate!)),
  );
  assert(plotCurves(records).svg.includes("equal error rate, %"));
  await assertRejects(() => evaluate(model, strangers), InputError, "head arcface scores 7");
});

Deno.test("fit() without a test set says what it knows, and draws it", async () => {
  const training = fit(newModel(), { train }, options);
  const records = await Array.fromAsync(training);
  assertEquals(Object.keys(records[0]).sort(), [
    ...["epoch", "imagesPerSecond", "learningRate", "seconds", "summary", "trainLoss"],
  ]);
  assertEquals(training.testEmbeddings(), undefined);
  assert(!records[0].summary.includes("test"), records[0].summary);
  assert(plotCurves(records).svg.includes("train"));
});

Deno.test("embed() needs no labels", async () => {
  const { images, length, imageShape } = data.test, model = newModel();
  const { embeddings, labels, classes } = await embed(model, { images, length, imageShape });
  assertEquals(embeddings, (await embed(model, data.test)).embeddings);
  assertEquals([labels.length, new Set(labels).size, labels[0], classes], [100, 1, -1, KNOWN]);
});

Deno.test("pixels may be read on demand: the same numbers as from memory, and no tensor more", async () => {
  const asked: number[] = [];
  const onDemand = ({ images, ...set }: MemoryDataset): Dataset => ({
    ...set,
    images: undefined,
    read: (indices) => {
      asked.push(indices.length);
      const rows = Array.from(indices, (row) => [...images.subarray(row * 784, row * 784 + 784)]);
      return Promise.resolve(Uint8Array.from(rows.flat()));
    },
  });
  const model = newModel(), read = newModel(), test = onDemand(strangers);
  const inMemory = await Array.fromAsync(fit(model, { train, test: strangers }, options));
  const first = fit(read, { train: onDemand(train), test }, options);
  const before = tf.memory().numTensors;
  const records = await Array.fromAsync(first);
  assert(tf.memory().numTensors <= before);
  assertEquals(records.map((r) => r.trainLoss), inMemory.map((r) => r.trainLoss));
  assertEquals((await embed(read, test)).embeddings, (await embed(model, strangers)).embeddings);
  assert(Math.max(...asked) <= 1000);
  const { length, imageShape } = strangers;
  const short = { length, imageShape, read: () => Promise.resolve(new Uint8Array(784)) };
  await assertRejects(() => embed(read, short), InputError, "read: 784 bytes came for ");
});

Deno.test("300 colour classes of another size train, beyond what a byte can number", async () => {
  const [CLASSES, EACH, SIDE] = [300, 4, 8], random = seededRandom(5);
  const size = SIDE * SIDE * 3;
  const prototypes = Array.from(
    { length: CLASSES },
    () => Float64Array.from({ length: size }, random),
  );
  const labels = Int32Array.from({ length: CLASSES * EACH }, (_, i) => i % CLASSES);
  const images = new Uint8Array(labels.length * size);
  labels.forEach((label, i) => {
    prototypes[label].forEach((value, k) => {
      images[i * size + k] = Math.max(0, Math.min(255, 255 * value + 20 * randomNormal(random)));
    });
  });
  const set: MemoryDataset = {
    ...{ images, labels, length: labels.length, classes: CLASSES },
    imageShape: [SIDE, SIDE, 3],
  };
  const model: Model = {
    backbone: clsNet({ embeddingSize: 16, imageShape: [SIDE, SIDE, 3] }),
    head: new ArcFaceHead({ classes: CLASSES, embeddingSize: 16, prototypes: "random" }),
  };
  const records = await Array.fromAsync(
    fit(model, { train: set, test: set }, {
      epochs: 12,
      batchSize: 60,
      learningRate: 4e-3,
      seed: 1,
    }),
  );
  const { predicted, labels: own } = await embed(model, set);
  assert(records.at(-1)!.testAccuracy > 0.9, String(records.at(-1)!.testAccuracy));
  assertEquals(
    predicted.filter((p, i) => p === own[i]).length / own.length,
    records.at(-1)!.testAccuracy,
  );
  assert(predicted.some((label) => label > 255));
});

Deno.test("pairHistogram() gives what all pairs' scores give, in memory that does not grow with them", () => {
  const random = seededRandom(2), N = 600, D = 4;
  const labels = Int32Array.from({ length: N }, (_, i) => i % 12);
  const centers = Array.from({ length: 12 * D }, () => randomNormal(random));
  const embeddings = Float32Array.from(
    { length: N * D },
    (_, k) => centers[labels[Math.floor(k / D)] * D + k % D] + 0.4 * randomNormal(random),
  );
  const labelled = { embeddings, embeddingSize: D, labels };
  const exact = pairScores(labelled), histogram = pairHistogram(labelled);
  assertAlmostEquals(equalErrorRate(histogram).rate, equalErrorRate(exact).rate, 1e-3);
  assertAlmostEquals(areaUnderRoc(histogram), areaUnderRoc(exact), 1e-4);
  for (const far of [0.001, 0.01, 0.1]) {
    const [a, b] = [trueAcceptRateAt(histogram, far), trueAcceptRateAt(exact, far)];
    assertAlmostEquals(a.rate, b.rate, 5e-3);
    assertAlmostEquals(a.threshold, b.threshold, 5e-3);
  }
  assertEquals(histogram.same.reduce((a, b) => a + b), exact.same.length);
  const curve = roc(histogram);
  assertEquals([curve.trueAccept.at(-1), curve.falseAccept.at(-1)], [1, 1]);
  assert(histogram.same.length < 140_000);
});

Deno.test("retrieval() of queries against a gallery leaves none of it out", () => {
  const gallery = { embeddings: [1, 0, 0, 1, -1, 0], embeddingSize: 2, labels: [0, 1, 2] };
  const queries = { embeddings: [1, 0.1, 0.2, 1, 1, 0], embeddingSize: 2, labels: [0, 1, 9] };
  const found = retrieval(queries, gallery);
  assertEquals([found.precisionAt1, found.rPrecision, found.singletons], [1, 1, 1]);
  const wrong = { ...queries, labels: [1, 0, 2] };
  assertEquals(retrieval(wrong, gallery).precisionAt1, 0);
});
