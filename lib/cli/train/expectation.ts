import { Adam, trainableVariables, trainingStep } from "../../training/mod.ts";
import { makeBatch } from "../../data/mod.ts";
import { tf } from "../../engine/mod.ts";
import type { Dataset } from "../../types.ts";
import type { TrainConfig } from "./config.ts";
import { modelFrom } from "./model.ts";

const IMAGES = 1;
const STEPS = 3;
const PATIENCE = 10;

/** How long a run will take, in seconds. */
export interface Expectation {
  /** All training steps, without evaluation. */
  all: number;
  /** One step, during which this program is blocked if tfjs computes on the CPU. */
  step: number;
}

/**
 * How long a run will take on a slow engine, from timing a few small steps of a throwaway model.
 *
 * @param config The run.
 * @param train Its training set.
 */
export async function expectationFor(config: TrainConfig, train: Dataset): Promise<Expectation> {
  const model = modelFrom(config);
  const variables = trainableVariables(model);
  const optimizer = new Adam(variables);
  const batch = await makeBatch(train, [...Array(Math.min(IMAGES, train.length)).keys()]);
  let start = 0;
  for (let step = 0; step < STEPS; step++) {
    if (step === 1) start = performance.now(); // the first step warms up
    await trainingStep(model, { ...batch, optimizer, variables, learningRate: 1e-6, step });
  }
  const perImage = (performance.now() - start) / 1000 / (STEPS - 1) / batch.labels.size;
  optimizer.dispose();
  tf.dispose([batch.images, batch.labels, ...Object.values(variables)]);
  const imagesPerStep = Math.min(config.batchSize * config.accumulate, train.length);
  return { all: perImage * train.length * config.epochs, step: perImage * imagesPerStep };
}

/** Whether a step takes too long for a signal to wait for its end. */
export function isTooSlowToStop({ step }: Expectation): boolean {
  return step > PATIENCE;
}

/** "about 3 hours", and what to do about it. */
export function expectationLine(expectation: Expectation, images: number): string {
  const { all, step } = expectation;
  const limit = Math.max(100, Math.round(images * 300 / all / 100) * 100);
  const advice = all > 600 ? `; --limit ${limit} would take about five minutes` : "";
  const line = `expect about ${inWords(all)} for the training steps on this engine${advice}`;
  if (!isTooSlowToStop(expectation)) return line;
  return `${line}\na step takes ${
    inWords(step)
  } and cannot be interrupted cleanly: Ctrl-C ends the run at once, --resume continues after the ` +
    "last full epoch; a smaller --batch-size makes steps shorter";
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}
