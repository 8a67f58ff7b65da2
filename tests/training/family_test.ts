/**
 * Every head and auxiliary loss in the training loop: no leak, and an exact continuation from a
 * checkpoint file.
 */
import { assert, assertEquals } from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { createHead, headNames } from "../../lib/heads/mod.ts";
import { CenterLoss, ContrastiveCenterLoss, RingLoss } from "../../lib/losses/mod.ts";
import { allVariables, fit, loadCheckpoint, saveCheckpoint } from "../../lib/training/mod.ts";
import type { EpochRecord, Model } from "../../lib/types.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 60, test: 30 });
const plan = { epochs: 2, batchSize: 20, seed: 3 };
const sizes = { classes: 10, embeddingSize: 2 };

const models: Record<string, () => Model> = {
  ...Object.fromEntries(
    headNames.map((name) => [name, () => ({ backbone: clsNet(), head: createHead(name, sizes) })]),
  ),
  "elasticface plus": () => ({
    backbone: clsNet(),
    head: createHead("elasticface", { ...sizes, plus: true }),
  }),
  ...Object.fromEntries([
    new CenterLoss({ ...sizes, weight: 0.1, rule: "gradient" }),
    new ContrastiveCenterLoss({ ...sizes, weight: 0.1 }),
    new RingLoss({ weight: 0.1 }),
  ].map(({ name, options, constructor }) => [
    `softmax and ${name}`,
    () => ({
      backbone: clsNet(),
      head: createHead("softmax", sizes),
      auxiliary: [Reflect.construct(constructor as new (options: object) => RingLoss, [options])],
    }),
  ])),
};

const numbersOf = (
  { trainLoss, testLoss, testAccuracy }: EpochRecord,
) => [trainLoss, testLoss, testAccuracy];
const weightsOf = (model: Model) =>
  Object.fromEntries(
    Object.entries(allVariables(model)).map(([name, variable]) => [name, [...variable.dataSync()]]),
  );

for (const [name, newModel] of Object.entries(models)) {
  Deno.test(`${name}: resumed from a file equals never stopped, and no tensor is left`, async () => {
    const whole = newModel(), wholeTraining = fit(whole, data, plan);
    const first = (await wholeTraining.next()).value as EpochRecord;
    assert(Number.isFinite(first.trainLoss));
    const path = await Deno.makeTempFile();
    await saveCheckpoint(path, { model: whole, state: await wholeTraining.state(), config: {} });
    const tensors = tf.memory().numTensors;
    const second = (await wholeTraining.next()).value as EpochRecord;
    assertEquals(tf.memory().numTensors, tensors);
    const { model, state } = await loadCheckpoint(path);
    await Deno.remove(path);
    const records = await Array.fromAsync(fit(model, data, { ...plan, resume: state }));
    assertEquals(records.map(numbersOf), [numbersOf(second)]);
    assertEquals(weightsOf(model), weightsOf(whole));
    await wholeTraining.return();
  });
}
