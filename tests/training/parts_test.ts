import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { CosFaceHead } from "../../lib/heads/mod.ts";
import { appendRecord, readLog, Sgd, writeLog } from "../../lib/training/mod.ts";
import { learningRateAt, type Schedule } from "../../lib/training/schedule.ts";
import { warmLogits, warmthAt } from "../../lib/training/warm_up.ts";
import type { EpochRecord } from "../../lib/types.ts";

const schedule: Schedule = {
  name: "one-cycle",
  learningRate: 2,
  totalSteps: 100,
  stepsPerEpoch: 10,
  stepSize: 3,
  gamma: 0.5,
};

Deno.test("learningRateAt() rises from 0.04 to 1 over 30 % and falls as a cosine", () => {
  const rates = [0, 15, 30, 65, 100].map((step) => learningRateAt(step, schedule));
  [0.08, 1.04, 2, 1, 0].forEach((want, i) => assertAlmostEquals(rates[i], want, 1e-12));
});

Deno.test("learningRateAt() of the other schedules", () => {
  const at = (name: Schedule["name"], step: number) => learningRateAt(step, { ...schedule, name });
  assertEquals([0, 99].map((step) => at("constant", step)), [2, 2]);
  assertEquals([0, 29, 30, 60].map((step) => at("step", step)), [2, 2, 1, 0.5]);
  assertAlmostEquals(at("cosine", 50), 1, 1e-12);
});

Deno.test("Sgd: momentum and L2 as torch.optim.SGD has them", () => {
  const w = tf.variable(tf.tensor1d([1]));
  const sgd = new Sgd({ w }, { momentum: 0.9, weightDecay: 0.1 });
  let [want, b] = [1, 0];
  for (const g of [0.5, -0.2]) {
    sgd.apply({ w: tf.tensor1d([g]) }, 0.1);
    b = 0.9 * b + g + 0.1 * want;
    want -= 0.1 * b;
  }
  assertAlmostEquals(w.dataSync()[0], want, 1e-6);
});

Deno.test("the log is read back, cut at a checkpoint, and survives a half-written line", () => {
  const path = join(Deno.makeTempDirSync(), "log.jsonl");
  assertEquals(readLog(path), []);
  const record = (epoch: number) => ({ epoch, trainLoss: 0.1 + epoch }) as EpochRecord;
  [1, 2, 3].forEach((epoch) => appendRecord(path, record(epoch)));
  Deno.writeTextFileSync(path, '{"epoch":4,', { append: true });
  assertEquals(readLog(path).map(({ epoch }) => epoch), [1, 2, 3]);
  writeLog(path, [record(1), record(2)]);
  assertEquals(readLog(path), [record(1), record(2)]);
  Deno.writeTextFileSync(path, "nonsense\n");
  assertThrows(() => readLog(path), InputError, "line 1");
});

Deno.test("warmthAt() rises linearly and stays", () => {
  const plan = { marginWarmUp: 2, scaleWarmUp: 1, stepsPerEpoch: 10 };
  const margins = [0, 10, 20, 30].map((step) => warmthAt(step, plan).margin);
  assertEquals(margins, [0, 0.5, 1, 1]);
  [1 / 6, 1 / 6 + 5 / 12, 1, 1].forEach((scale, k) =>
    assertAlmostEquals(warmthAt(5 * k, plan).scale, scale, 1e-12)
  );
  assertEquals(warmthAt(0, { marginWarmUp: 0, scaleWarmUp: 0, stepsPerEpoch: 10 }), {
    margin: 1,
    scale: 1,
  });
});

Deno.test("warmLogits() of CosFace are those of a smaller margin and scale", () => {
  const sizes = { classes: 3, embeddingSize: 2 };
  const head = new CosFaceHead({ ...sizes, scale: 30, margin: 0.2 });
  const part = new CosFaceHead({ ...sizes, scale: 15, margin: 0.05 });
  tf.tidy(() => {
    const embeddings = tf.tensor2d([[1, 2], [-3, 1]]), labels = tf.tensor1d([0, 2], "int32");
    const got = warmLogits(head, { embeddings, labels }, { margin: 0.25, scale: 0.5 }).dataSync();
    part.marginLogits(embeddings, labels).dataSync().forEach((want, i) =>
      assertAlmostEquals(got[i], want, 1e-4)
    );
    const whole = warmLogits(head, { embeddings, labels }, { margin: 1, scale: 1 }).dataSync();
    assertEquals(whole, head.marginLogits(embeddings, labels).dataSync());
  });
});
