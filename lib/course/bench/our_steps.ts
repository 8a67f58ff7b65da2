/**
 * Our side of `deno task bench`: training steps of the article's network and head, with the
 * library's own `trainingStep`.
 *
 * Protocol, the same as torch_steps.py's: prints {"ready": …} after warming up; then for each line
 * "N" on stdin it takes N steps and prints {"imagesPerSecond": …, "loss": …, "peakBytes": …}. It
 * exits at end of input. Additionally, "matmul N" multiplies two 2048×2048 matrices N times and
 * prints {"gigaflopsPerSecond": …}.
 *
 * Timed: forward, backward, optimiser, and reading the loss, as each of our steps does. Batches are
 * made beforehand, from the same images as in torch_steps.py.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { clsNet } from "../../backbones/mod.ts";
import { type Batch, loadMnist, makeBatch } from "../../data/mod.ts";
import { engineInfo, type Precision, tf } from "../../engine/mod.ts";
import { messageOf } from "../../errors.ts";
import { ArticleHead } from "../../heads/mod.ts";
import { Adam, checkPrecision, trainableVariables, trainingStep } from "../../training/mod.ts";
import type { Dataset, Model } from "../../types.ts";

const BATCHES = 8; // as in torch_steps.py
const MATRIX = 2048;

const { values } = parseArgs({
  options: {
    batch: { type: "string", default: "1024" },
    "warm-up": { type: "string", default: "3" },
    precision: { type: "string", default: "float32" },
  },
});
const batchSize = wholeNumber("--batch", values.batch);
const precision = values.precision as Precision;
const warmUp = wholeNumber("--warm-up", values["warm-up"]);

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${name} is ${text}, it must be 1 or more`);
  }
  return value;
}

/** In file order, wrapping around at the end. */
function makeBatches(dataset: Dataset): Promise<Batch[]> {
  const batches = Array.from({ length: BATCHES }, (_, batch) => {
    const rows = Array.from(
      { length: batchSize },
      (_, row) => (batch * batchSize + row) % dataset.length,
    );
    return makeBatch(dataset, rows);
  });
  return Promise.all(batches);
}

function makeStepper(model: Model, batches: Batch[]): (count: number) => Promise<number> {
  const variables = trainableVariables(model);
  const optimizer = new Adam(variables);
  let step = 0, loss = NaN;
  return async (count) => {
    for (const end = step + count; step < end; step++) {
      const batch = batches[step % BATCHES];
      loss = await trainingStep(model, {
        ...batch,
        optimizer,
        variables,
        learningRate: 5e-4,
        step,
        precision,
      });
    }
    return loss;
  };
}

/** Multiplications of 2·n³ operations each; the read at the end waits for the device. */
async function matmulRate(count: number): Promise<number> {
  const [a, b] = [1, 2].map((seed) =>
    tf.randomUniform<tf.Rank.R2>([MATRIX, MATRIX], -1, 1, "float32", seed)
  );
  const once = () => tf.matMul(a, b);
  tf.dispose(once());
  const start = performance.now();
  for (let i = 1; i < count; i++) tf.dispose(once());
  const last = once();
  const corner = tf.slice(last, [0, 0], [1, 1]);
  await corner.data();
  const seconds = (performance.now() - start) / 1000;
  tf.dispose([a, b, last, corner]);
  return count * 2 * MATRIX ** 3 / seconds / 1e9;
}

/** Peak memory of this process, if the system reports it in a known unit. */
function peakBytes(): number | null {
  return Deno.build.os === "linux" ? process.resourceUsage().maxRSS * 1024 : null;
}

async function answer(
  line: string,
  steps: (count: number) => Promise<number>,
): Promise<Record<string, unknown>> {
  const [what, number] = line.startsWith("matmul ") ? line.split(" ") : ["steps", line];
  const count = wholeNumber(what, number);
  if (what === "matmul") return { gigaflopsPerSecond: await matmulRate(count) };
  const start = performance.now();
  const loss = await steps(count);
  const seconds = (performance.now() - start) / 1000;
  return { imagesPerSecond: count * batchSize / seconds, loss, peakBytes: peakBytes() };
}

const say = (line: Record<string, unknown>) => console.log(JSON.stringify(line));

const { train } = await loadMnist();
const model = { backbone: clsNet(), head: new ArticleHead({ classes: 10, embeddingSize: 2 }) };
try {
  checkPrecision(model, precision);
} catch (error) {
  console.error(messageOf(error));
  Deno.exit(1);
}
const steps = makeStepper(model, await makeBatches(train));
await steps(1);
const firstStepAt = Date.now();
if (warmUp > 1) await steps(warmUp - 1);
say({
  ready: {
    firstStepAt,
    device: engineInfo().device,
    software: engineInfo().description,
    tcmalloc: false,
  },
});
for await (const line of createInterface({ input: process.stdin })) say(await answer(line, steps));
