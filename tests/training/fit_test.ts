import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { ArcFaceHead, LinearHead } from "../../lib/heads/mod.ts";
import { CenterLoss } from "../../lib/losses/mod.ts";
import {
  allVariables,
  evaluate,
  fit,
  type FitOptions,
  type ScheduleName,
  type Training,
} from "../../lib/training/mod.ts";
import type { EpochRecord, Model } from "../../lib/types.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 200, test: 100 });
const options: FitOptions = { epochs: 3, batchSize: 64, seed: 5 };

function newModel(seed = 2): Model {
  const sizes = { classes: 10, embeddingSize: 2, seed };
  return {
    backbone: clsNet({ seed }),
    head: new ArcFaceHead(sizes),
    auxiliary: [new CenterLoss({ ...sizes, weight: 0.1 })],
  };
}

async function collect<Epoch extends EpochRecord>(training: Training<Epoch>): Promise<Epoch[]> {
  const records: Epoch[] = [];
  for await (const record of training) records.push(record);
  return records;
}

/** Numbers of a record that do not depend on the clock. */
const numbersOf = (records: EpochRecord[]) =>
  records.map(({ seconds: _, imagesPerSecond: _2, summary: _3, ...rest }) => rest);

const weightsOf = (model: Model) =>
  Object.fromEntries(
    Object.entries(allVariables(model)).map((
      [name, variable],
    ) => [name, variable.dataSync().slice()]),
  );

Deno.test("fit() learns: the loss falls and beats chance", async () => {
  const model = newModel(4); // reaches 0.5; seed 2 stays near 0.3, and rounding differs between processors
  const records = await collect(fit(model, data, { ...options, epochs: 6, batchSize: 20 }));
  assertLess(records.at(-1)!.trainLoss, records[0].trainLoss / 2);
  assertLess(0.3, records.at(-1)!.testAccuracy);
  const again = await evaluate(model, data.test);
  assertEquals(again.accuracy, records.at(-1)!.testAccuracy);
  assertAlmostEquals(again.loss, records.at(-1)!.testLoss, 1e-6);
});

Deno.test("fit() gives the same numbers for the same seed, others for another", async () => {
  const run = async (seed: number) =>
    numbersOf(await collect(fit(newModel(), data, { ...options, epochs: 1, seed })));
  const first = await run(1);
  assertEquals(await run(1), first);
  assertNotEquals(await run(2), first);
});

/**
 * Stopped after the first epoch and resumed, a plan gives the records (returned) and weights of a
 * run that was not stopped.
 */
async function assertResumesExactly(plan: FitOptions): Promise<EpochRecord[]> {
  const whole = newModel();
  const wholeRecords = await collect(fit(whole, data, plan));
  const parts = newModel();
  const first = fit(parts, data, plan);
  const records = [(await first.next()).value as EpochRecord];
  const state = structuredClone(await first.state());
  await first.return();
  records.push(...await collect(fit(parts, data, { ...plan, resume: state })));
  assertEquals(numbersOf(records), numbersOf(wholeRecords));
  assertEquals(weightsOf(parts), weightsOf(whole));
  return wholeRecords;
}

for (const optimizer of ["adam", "sgd"] as const) {
  Deno.test(`fit() with ${optimizer}: stopped between epochs and resumed equals one that was not`, async () => {
    const plan = { ...options, optimizer, learningRate: optimizer === "sgd" ? 1e-3 : 2e-3 };
    await assertResumesExactly(plan);
  });
}

Deno.test("fit() stopped inside an epoch and resumed equals one that was not", async () => {
  const whole = newModel();
  const wholeRecords = await collect(fit(whole, data, options));
  const parts = newModel();
  const stop = new AbortController();
  const first = fit(parts, data, { ...options, signal: stop.signal });
  const records: EpochRecord[] = [];
  const watch = setInterval(
    () => first.progress().epoch === 2 && first.progress().step >= 2 && stop.abort(),
    0,
  );
  for await (const record of first) records.push(record);
  clearInterval(watch);
  const { epoch, step } = await first.state();
  assertEquals(epoch, 1);
  assert(step >= 2 && step < 4);
  records.push(...await collect(fit(parts, data, { ...options, resume: await first.state() })));
  assertEquals(numbersOf(records), numbersOf(wholeRecords));
  assertEquals(weightsOf(parts), weightsOf(whole));
});

Deno.test("fit() with a warm-up starts softer, ends with the whole margin, and resumes exactly", async () => {
  const wholeRecords = await assertResumesExactly({ ...options, marginWarmUp: 2, scaleWarmUp: 2 });
  const cold = await collect(fit(newModel(), data, options));
  assertLess(wholeRecords[0].trainLoss, cold[0].trainLoss);
});

Deno.test("fit() leaves the number of tensors as it was", async () => {
  const model = newModel();
  const training = fit(model, data, { ...options, epochs: 4 });
  await training.next();
  const before = tf.memory().numTensors;
  await training.next();
  assertEquals(tf.memory().numTensors, before);
  await training.return();
});

Deno.test("fit() frees all but the model's variables at its end", async () => {
  const model = newModel(), before = tf.memory().numTensors;
  await collect(fit(model, data, { ...options, epochs: 1 }));
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("fit() that reads its losses every three steps gives the same numbers, and resumes exactly", async () => {
  const wholeRecords = await assertResumesExactly({ ...options, readLossEvery: 3 });
  const each = await collect(fit(newModel(), data, { ...options, readLossEvery: 1 }));
  assertEquals(numbersOf(wholeRecords), numbersOf(each));
});

Deno.test("fit() keeps or drops the incomplete batch", async () => {
  const steps = async (dropLast: boolean) => {
    const training = fit(newModel(), data, { epochs: 1, batchSize: 150, dropLast });
    await training.next();
    return (await training.state()).optimizer.steps;
  };
  assertEquals([await steps(false), await steps(true)], [2, 1]);
});

/** A backbone without batch norm, whose gradients of a batch are the mean of those of its parts. */
function plainModel(): Model {
  const backbone = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }) }),
    ],
  });
  const sizes = { classes: 10, embeddingSize: 2 };
  return {
    backbone,
    head: new LinearHead(sizes),
    auxiliary: [new CenterLoss({ ...sizes, weight: 0 })],
  };
}

Deno.test("fit() with accumulate takes the steps of the whole batch", async () => {
  const [whole, parts] = [plainModel(), plainModel()];
  const wholeRecords = await collect(fit(whole, data, { epochs: 2, batchSize: 80, seed: 4 }));
  const training = fit(parts, data, { epochs: 2, batchSize: 20, accumulate: 4, seed: 4 });
  const partRecords = [(await training.next()).value as EpochRecord];
  const tensors = tf.memory().numTensors;
  partRecords.push((await training.next()).value as EpochRecord);
  assertEquals(tf.memory().numTensors, tensors);
  assertEquals((await training.state()).optimizer.steps, 6); // 80, 80 and 40 images, twice
  wholeRecords.forEach((record, k) =>
    assertAlmostEquals(partRecords[k].trainLoss, record.trainLoss, 1e-4)
  );
  const trained = (model: Model) =>
    Object.entries(weightsOf(model)).filter(([name]) => !name.includes("centers"));
  const want = trained(whole); // centers move a part at a time; layers have numbers of their own in their names
  trained(parts).forEach(([name, values], k) =>
    values.forEach((value, i) => assertAlmostEquals(value, want[k][1][i], 1e-3, name))
  );
});

Deno.test("fit() with accumulate resumes exactly", async () => {
  await assertResumesExactly({ ...options, batchSize: 30, accumulate: 3 });
});

Deno.test("fit() refuses batches of one image where a batch norm cannot learn from them", async () => {
  const three = await smallSet({ train: 3, test: 10 });
  const refuse = (options: FitOptions, words: string) =>
    assertThrows(() => fit(newModel(), three, { epochs: 1, ...options }), InputError, words);
  refuse({ batchSize: 1 }, "batchSize is 1, and batch norm norm3 cannot learn");
  refuse({ batchSize: 2 }, "the last of batches of 2 has 1 of 3 images, and batch norm norm3");
  const [record] = await collect(
    fit(newModel(), three, { epochs: 1, batchSize: 2, dropLast: true }),
  );
  assert(Number.isFinite(record.trainLoss));
});

Deno.test("fit() stops on a loss that is not finite, naming epoch and step", async () => {
  const model = { backbone: clsNet(), head: new LinearHead({ classes: 10, embeddingSize: 2 }) };
  model.head.bias.assign(tf.fill([10], NaN) as tf.Tensor1D);
  await assertRejects(() => collect(fit(model, data, options)), InputError, "epoch 1, step 1:");
  const seldom = () => collect(fit(model, data, { ...options, batchSize: 40, readLossEvery: 3 })); // five steps an epoch
  await assertRejects(seldom, InputError, "epoch 1, step 3 or up to 2 before it");
});

Deno.test("fit() refuses what cannot train", () => {
  const refuse = (wrong: FitOptions, words: string) =>
    assertThrows(() => fit(newModel(), data, wrong), RangeError, words);
  refuse({ epochs: 0 }, "epochs is 0");
  refuse({ batchSize: 1.5 }, "batchSize is 1.5");
  refuse({ learningRate: -1 }, "learningRate is -1");
  refuse({ batchSize: 300, dropLast: true }, "drops all 200 images");
  refuse({ readLossEvery: 0 }, "readLossEvery is 0");
  refuse({ seed: NaN }, "seed");
  refuse(
    { schedule: "linear" as ScheduleName },
    'schedule is "linear", it must be one of one-cycle',
  );
  refuse(
    { optimizer: "rmsprop" as "sgd" },
    'optimizer is "rmsprop", it must be one of adam, adamw, sgd',
  );
});

Deno.test("fit() refuses a state of another plan", async () => {
  const training = fit(newModel(), data, { ...options, epochs: 1 });
  await collect(training);
  const resume = await training.state();
  assertThrows(() => fit(newModel(), data, { ...options, resume }), InputError, "1 epochs");
});
