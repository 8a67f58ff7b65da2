/**
 * What `deno task bench` measures of this library besides the step: a whole epoch, embedding the
 * test set, heads with many classes, figures.
 *
 * Prints one JSON line per measurement, {"part": …, …}; times in seconds, median of several runs.
 * Flags select the parts, all by default.
 */
import { parseArgs } from "node:util";
import { spreadOf } from "./statistics.ts";
import {
  Adam,
  ArcFaceHead,
  clsNet,
  createHead,
  crossEntropy,
  embed,
  type Embeddings,
  fit,
  type Head,
  loadMnist,
  plotEmbeddings,
  randomNormal,
  saveCheckpoint,
  seededRandom,
  type TestedSplit,
  tf,
} from "../../mod.ts";

const { values } = parseArgs({
  options: {
    part: { type: "string", multiple: true, default: ["epoch", "embed", "head", "figure"] },
    "epoch-images": { type: "string", default: "60000" },
    classes: { type: "string", default: "10,100,1000,10000,100000" },
  },
});

const say = (part: string, measured: Record<string, unknown>) =>
  console.log(JSON.stringify({ part, ...measured }));
const newModel = () => ({
  backbone: clsNet(),
  head: new ArcFaceHead({ classes: 10, embeddingSize: 2 }),
});

async function secondsOf(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Median of several runs after a warm-up. */
async function medianOf(runs: number, work: () => Promise<unknown> | unknown): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) seconds.push(await secondsOf(work));
  return spreadOf(seconds).median;
}

/** Training, evaluation, figure and checkpoint of one epoch, and the steps' share of it. */
async function epoch(data: TestedSplit): Promise<void> {
  const model = newModel(),
    training = fit(model, data, { epochs: 1 }),
    folder = await Deno.makeTempDir();
  let steps = 0;
  const seconds = await secondsOf(async () => {
    for await (const record of training) {
      steps = record.seconds;
      await Deno.writeFile(`${folder}/plane.png`, plotEmbeddings(training.testEmbeddings()!).png());
      await saveCheckpoint(`${folder}/model.safetensors`, {
        model,
        state: await training.state(),
        config: {},
      });
    }
  });
  await Deno.remove(folder, { recursive: true });
  say("epoch", { images: data.train.length, seconds, steps, times: seconds / steps });
}

async function embedding(data: TestedSplit): Promise<void> {
  const model = newModel();
  say("embed", {
    images: data.test.length,
    seconds: await medianOf(3, () => embed(model, data.test)),
  });
}

/**
 * A head's share of a training step: logits with margin, loss, gradients with respect to embeddings
 * and prototypes, Adam.
 */
async function head(name: "arcface" | "partial-arcface", classes: number): Promise<void> {
  const size = 128, batch = 256;
  const made: Head = createHead(name, { classes, embeddingSize: size, prototypes: "random" });
  const x = tf.variable(tf.randomNormal<tf.Rank.R2>([batch, size], 0, 1, "float32", 1)),
    embeddings = x as tf.Tensor2D;
  const labels = tf.tensor1d(Array.from({ length: batch }, (_, i) => i * 7919 % classes), "int32");
  const optimizer = new Adam({ prototypes: made.prototypes });
  let step = 0;
  const once = async () => {
    const sample = await made.sample?.(labels, step++), active = sample?.active ?? made.prototypes;
    const { value, grads } = tf.variableGrads(
      () =>
        sample
          ? crossEntropy(made.sampledMarginLogits!(embeddings, sample), sample.labels)
          : crossEntropy(made.marginLogits(embeddings, labels), labels),
      [x, active],
    );
    optimizer.apply(
      { prototypes: grads[active.name] },
      1e-3,
      sample && { rows: { prototypes: sample.rows } },
    );
    value.dataSync();
    tf.dispose([value, grads, sample ? [sample.active, sample.rows, sample.labels] : []]);
  };
  const seconds = await medianOf(classes >= 10_000 ? 3 : 9, once);
  say("head", { name, classes, size, batch, seconds, peakBytes: Deno.memoryUsage().rss });
  optimizer.dispose();
  tf.dispose([x, labels, made.prototypes]);
}

/** Scatter plot of embeddings as PNG. */
async function figure(points: number): Promise<void> {
  const random = seededRandom(1), labels = Int32Array.from({ length: points }, (_, i) => i % 10);
  const embeddings = Float32Array.from({ length: 2 * points }, (_, k) => {
    const angle = 0.2 * Math.PI * labels[k >> 1] + 0.05 * randomNormal(random);
    return 30 * (k % 2 ? Math.sin(angle) : Math.cos(angle)) * (1 + 0.2 * randomNormal(random));
  });
  const data: Embeddings = { embeddings, embeddingSize: 2, labels, predicted: labels, classes: 10 };
  say("figure", {
    points,
    svgSeconds: await medianOf(5, () => plotEmbeddings(data).svg),
    pngSeconds: await medianOf(3, () => plotEmbeddings(data).png()),
  });
}

const wants = (part: string) => values.part.includes(part);
const data = await loadMnist({ limit: Number(values["epoch-images"]) });
if (wants("epoch")) await epoch(data);
if (wants("embed")) await embedding(data);
if (wants("head")) {
  for (const name of ["partial-arcface", "arcface"] as const) {
    for (const classes of values.classes.split(",").map(Number)) await head(name, classes);
  }
}
if (wants("figure")) { for (const points of [10_000, 60_000]) await figure(points); }
