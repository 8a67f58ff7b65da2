/** Prints five training steps of a small batch as JSON; the engine is chosen by MARGIN_ENGINE. */
import { clsNet } from "../../lib/backbones/mod.ts";
import { makeBatch } from "../../lib/data/mod.ts";
import { engineInfo, tf } from "../../lib/engine/mod.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import {
  allVariables,
  lossAndGradients,
  Sgd,
  trainableVariables,
  trainingStep,
} from "../../lib/training/mod.ts";
import { smallSet } from "../_small_set.ts";

const { train } = await smallSet({ train: 4, test: 1 });
const model = {
  backbone: clsNet({ seed: 1 }),
  head: new ArcFaceHead({ classes: 10, embeddingSize: 2, scale: 8 }),
};
const batch = await makeBatch(train, [0, 1, 2, 3]);
const variables = trainableVariables(model);

const first = await lossAndGradients(model, { ...batch, variables, step: 0 });
const gradients: Record<string, number[]> = {};
for (const [name, gradient] of Object.entries(first.gradients)) {
  const values = await gradient.data();
  gradients[name] = [Math.hypot(...values.subarray(0, 5000)), ...values.subarray(0, 20)];
}
tf.dispose([first.loss, first.embeddings, ...Object.values(first.gradients)]);

// SGD: Adam's first steps divide tiny gradients by themselves and would make much of rounding.
const optimizer = new Sgd(variables);
const losses: number[] = [];
let tensors = 0;
for (let step = 0; step < 5; step++) {
  losses.push(
    await trainingStep(model, { ...batch, optimizer, variables, learningRate: 3e-4, step }),
  );
  if (step === 1) tensors = tf.memory().numTensors;
}
const leaked = tf.memory().numTensors - tensors;

const runningAverages: Record<string, number[]> = {};
for (const [name, variable] of Object.entries(allVariables(model))) {
  if (name.includes("moving_")) runningAverages[name] = [...await variable.data()];
}
const single = await lossAndGradients(model, {
  ...await makeBatch(train, [2]),
  variables,
  step: 5,
});
const oneImage = (await single.loss.data())[0];
console.log(
  JSON.stringify({
    backend: engineInfo().backend,
    losses,
    gradients,
    runningAverages,
    oneImage,
    leaked,
  }),
);
Deno.exit(0);
