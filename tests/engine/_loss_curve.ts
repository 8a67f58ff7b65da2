/**
 * Prints the losses of 200 training steps as one line of JSON; the engine is chosen by
 * MARGIN_ENGINE.
 */
import { clsNet } from "../../lib/backbones/mod.ts";
import { makeBatch } from "../../lib/data/mod.ts";
import { engineInfo, tf } from "../../lib/engine/mod.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { Adam, trainableVariables, trainingStep } from "../../lib/training/mod.ts";
import { smallSet } from "../_small_set.ts";

const IMAGES = 40, BATCH = 4, STEPS = 200;

const { train } = await smallSet({ train: IMAGES, test: 1 });
const model = {
  backbone: clsNet({ seed: 1 }),
  head: new ArcFaceHead({ classes: 10, embeddingSize: 2, scale: 8 }),
};
const variables = trainableVariables(model), optimizer = new Adam(variables);
const losses: number[] = [], began = performance.now();
for (let step = 0; step < STEPS; step++) {
  const rows = Array.from({ length: BATCH }, (_, row) => (step * BATCH + row) % IMAGES); // every ten steps all images once
  const batch = await makeBatch(train, rows);
  losses.push(
    await trainingStep(model, { ...batch, optimizer, variables, learningRate: 3e-4, step }),
  );
  tf.dispose([batch.images, batch.labels]);
  if (step % 10 === 9) {
    console.error(`${engineInfo().backend}: step ${step + 1}, loss ${losses.at(-1)!.toFixed(3)}`);
  }
}
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ engine: engineInfo().description, seconds, losses }));
Deno.exit(0);
