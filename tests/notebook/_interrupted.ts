/**
 * A process of its own that interrupts itself while it trains, as Jupyter's Stop button does: the
 * test runner has its own use for SIGINT.
 */
import { clsNet } from "../../lib/backbones/mod.ts";
import { LinearHead } from "../../lib/heads/mod.ts";
import { watch } from "../../lib/notebook/watch.ts";
import { fit } from "../../lib/training/mod.ts";
import { smallSet } from "../_small_set.ts";

const data = await smallSet({ train: 60, test: 30 });
const options = { epochs: 3, batchSize: 20, seed: 5 };
const newModel = () => ({
  backbone: clsNet(),
  head: new LinearHead({ classes: 10, embeddingSize: 2 }),
});

const whole = await watch(fit(newModel(), data, options));
const model = newModel();
const training = fit(model, data, options);
setTimeout(() => Deno.kill(Deno.pid, "SIGINT"), 0);
const before = await watch(training);
const records = await watch(fit(model, data, { ...options, resume: await training.state() }), {
  records: before,
});
const numbers = ({ testLoss, trainLoss }: typeof whole[number]) => [testLoss, trainLoss];
console.log(
  JSON.stringify({
    before: before.length,
    stopped: records.map(numbers),
    whole: whole.map(numbers),
  }),
);
