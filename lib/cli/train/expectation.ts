import { Adam, trainableVariables, trainingStep } from "../../training/mod.ts";
import { makeBatch } from "../../data/mod.ts";
import { tf } from "../../engine/mod.ts";
import type { Dataset } from "../../types.ts";
import type { TrainConfig } from "./config.ts";
import { modelFrom } from "./model.ts";

const IMAGES = 1;
const STEPS = 3;

/**
 * How long a run will take on a slow engine: a few small steps of a throw-away model are timed.
 *
 * @param config The run.
 * @param train Its training set.
 * @returns Seconds for all epochs, evaluation left out.
 */
export async function expectedSeconds(config: TrainConfig, train: Dataset): Promise<number> {
  const model = modelFrom(config);
  const variables = trainableVariables(model);
  const optimizer = new Adam(variables);
  const batch = makeBatch(train, [...Array(Math.min(IMAGES, train.length)).keys()]);
  let start = 0;
  for (let step = 0; step < STEPS; step++) {
    if (step === 1) start = performance.now(); // the first step warms up
    await trainingStep(model, { ...batch, optimizer, variables, learningRate: 1e-6, step });
  }
  const perImage = (performance.now() - start) / 1000 / (STEPS - 1) / batch.labels.size;
  optimizer.dispose();
  tf.dispose([batch.images, batch.labels, ...Object.values(variables)]);
  return perImage * train.length * config.epochs;
}

/** "about 3 hours", with what to do about it. */
export function expectationLine(seconds: number, images: number): string {
  const limit = Math.max(100, Math.round(images * 300 / seconds / 100) * 100);
  const advice = seconds > 600 ? `; --limit ${limit} would take about five minutes` : "";
  return `expect about ${inWords(seconds)} for the training steps on this engine${advice}`;
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}
