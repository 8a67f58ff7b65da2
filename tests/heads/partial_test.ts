/** ArcFace over a sample of the classes. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../lib/engine/mod.ts";
import { ArcFaceHead, PartialArcFaceHead } from "../../lib/heads/mod.ts";
import { clsNet } from "../../lib/backbones/mod.ts";
import {
  Adam,
  allVariables,
  fit,
  lossAndGradients,
  Sgd,
  trainableVariables,
  trainingStep,
} from "../../lib/training/mod.ts";
import { makeBatch } from "../../lib/data/mod.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 40, test: 10 });
const labelsOf = (values: number[]) => tf.tensor1d(values, "int32");

Deno.test("sample() holds the batch's classes and a share of the others, each once, by seed and step", async () => {
  const head = new PartialArcFaceHead({ classes: 200, embeddingSize: 3, sampleRate: 0.1 });
  const draw = async (step: number) => {
    const { rows, active, labels } = await head.sample(labelsOf([7, 150, 7, 3]), step);
    return {
      rows: [...rows.dataSync()],
      active: active.arraySync(),
      places: [...labels.dataSync()],
    };
  };
  const first = await draw(5), again = await draw(5), other = await draw(6);
  assertEquals([first.rows.length, new Set(first.rows).size], [20, 20]);
  assertEquals(first.places.map((place) => first.rows[place]), [7, 150, 7, 3]);
  assertEquals(again, first);
  assert(String(other.rows) !== String(first.rows));
  const all = head.prototypes.arraySync();
  assertEquals(first.active, first.rows.map((row) => all[row]));
});

Deno.test("with all classes drawn, loss and gradients are ArcFace's", async () => {
  const sizes = { classes: 10, embeddingSize: 2 };
  const heads = [
    new ArcFaceHead(sizes),
    new PartialArcFaceHead({ ...sizes, sampleRate: 1 }),
  ];
  const batch = await makeBatch(data.train, [0, 1, 2, 3, 4, 5]);
  const [whole, part] = await Promise.all(heads.map((head) => {
    const model = { backbone: clsNet(), head };
    return lossAndGradients(model, { ...batch, variables: trainableVariables(model), step: 0 });
  }));
  assertAlmostEquals(part.loss.dataSync()[0], whole.loss.dataSync()[0], 1e-5);
  for (const [name, gradient] of Object.entries(whole.gradients)) {
    const got = part.gradients[name].dataSync();
    gradient.dataSync().forEach((value, i) => assertAlmostEquals(got[i], value, 1e-4, name));
  }
});

for (const Optimizer of [Adam, Sgd]) {
  Deno.test(`${Optimizer.name} moves the drawn prototypes and leaves the others, averages too`, async () => {
    const head = new PartialArcFaceHead({ classes: 60, embeddingSize: 2, sampleRate: 0.1 });
    const model = { backbone: clsNet(), head }, variables = trainableVariables(model);
    const optimizer = new Optimizer(variables), batch = await makeBatch(data.train, [0, 1, 2, 3]);
    const before = head.prototypes.arraySync(), tensors = tf.memory().numTensors;
    await trainingStep(model, { ...batch, optimizer, variables, learningRate: 0.01, step: 0 });
    assertEquals(tf.memory().numTensors, tensors);
    const drawn = [...(await head.sample(batch.labels, 0)).rows.dataSync()],
      after = head.prototypes.arraySync();
    const moved = after.flatMap((row, j) => String(row) === String(before[j]) ? [] : [j]);
    assert(moved.length >= 4 && moved.every((j) => drawn.includes(j)), `${moved} of ${drawn}`);
    for (
      const slot of Object.entries(optimizer.slots).filter(([name]) =>
        name.endsWith("head.prototypes")
      )
    ) {
      const touched = (slot[1].arraySync() as number[][]).flatMap((row, j) =>
        row.some((value) => value !== 0) ? [j] : []
      );
      assertEquals(touched, moved, slot[0]);
    }
    tf.dispose(Object.values(allVariables(model)));
  });
}

Deno.test("a loop of one's own may name the prototypes as it likes", async () => {
  const head = new PartialArcFaceHead({ classes: 60, embeddingSize: 2, sampleRate: 0.1 });
  const model = { backbone: clsNet(), head }, variables = { W: head.prototypes };
  const optimizer = new Adam(variables), batch = await makeBatch(data.train, [0, 1, 2, 3]);
  const before = head.prototypes.arraySync();
  await trainingStep(model, { ...batch, optimizer, variables, learningRate: 0.01, step: 0 });
  const moved = head.prototypes.arraySync().filter((row, j) => String(row) !== String(before[j]));
  assert(moved.length >= 2 && moved.length <= 6, String(moved.length));
  assertEquals(Object.keys(optimizer.slots), ["m.W", "v.W"]);
});

Deno.test("fit() refuses to accumulate over samples", () => {
  const model = {
    backbone: clsNet(),
    head: new PartialArcFaceHead({ classes: 10, embeddingSize: 2 }),
  };
  assertThrows(
    () => fit(model, data, { accumulate: 2 }),
    RangeError,
    "draws classes for each batch",
  );
  assertThrows(
    () => new PartialArcFaceHead({ classes: 10, embeddingSize: 2, sampleRate: 0 }),
    RangeError,
    "sampleRate is 0",
  );
});
