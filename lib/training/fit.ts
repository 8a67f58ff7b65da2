import { setImmediate } from "node:timers";
import type { Embeddings, EpochRecord, Model, Split, TestedRecord, TestedSplit } from "../types.ts";
import { augmentedStore } from "./_augmented_store.ts";
import { EpochLoss, refuseLoss } from "./_epoch_loss.ts";
import { batchesOf, type ImageStore, imageStore } from "./_image_store.ts";
import { betterOf, measuredEpoch } from "./_epoch_record.ts";
import { type Progress, progressOf } from "./progress.ts";
import { learningRateAt } from "./schedule.ts";
import type { FitOptions } from "./fit_options.ts";
import { orderOf, startFit } from "./start.ts";
import { type RunningFit, snapshotFit } from "./state.ts";
import { takeStep } from "./step.ts";
import type { TrainingState } from "./training_state.ts";
import { warmthAt } from "./warm_up.ts";

/**
 * A training run: iterate over it for one record per epoch. `Epoch` is {@linkcode TestedRecord} if
 * there is a test set.
 */
export interface Training<Epoch extends EpochRecord = EpochRecord>
  extends AsyncGenerator<Epoch, void, void> {
  /** A snapshot from which `fit` resumes exactly, even mid-epoch. */
  state(): Promise<TrainingState>;
  /** Progress so far; cheap enough to poll for a progress bar. */
  progress(): Progress;
  /** Test embeddings of the last finished epoch, already computed for its record. */
  testEmbeddings(): Embeddings | undefined;
  /** Stop after the current batch; `state()` then holds what is needed to resume. */
  stop(): void;
}

/**
 * Train a model, yielding one {@linkcode EpochRecord} per epoch.
 *
 * Each epoch's order is drawn from seed and epoch number; the same seed gives the same numbers on
 * the same machine and engine.
 *
 * @param model Its variables are trained in place.
 * @param data Training set, and a test set for each epoch's metrics: of the head's classes, or only
 * of unseen ones, which is measured by verification.
 * @throws {RangeError} On options out of range. {@linkcode InputError} if the loss is not finite or
 * `resume` belongs to another run.
 */
export function fit<Data extends Split>(
  model: Model,
  data: Data,
  options: FitOptions = {},
): Training<Data extends TestedSplit ? TestedRecord : EpochRecord> {
  const run = startFit(model, data, options);
  const training = Object.assign(epochs(run, options.signal), {
    state: async () => run.ended ?? await snapshotFit(run),
    progress: () => progressOf(run),
    testEmbeddings: () => run.testEmbeddings,
    stop: () => void (run.stopped = true),
  });
  return training as Training<TestedRecord>;
}

async function* epochs(
  run: RunningFit,
  signal?: AbortSignal,
): AsyncGenerator<EpochRecord, void, void> {
  try {
    while (run.epoch < run.plan.epochs && !hasStalled(run)) {
      const order = orderOf(run.data, run.options, { ...run.plan, epoch: run.epoch });
      while (run.step < run.stepsPerEpoch) {
        if (run.stopped || signal?.aborted) return;
        await trainStep(run, order);
        await letOthersRun();
      }
      refuseLoss(await run.loss.read(), stepText(run, run.step));
      yield await finishEpoch(run);
    }
  } finally {
    run.ended = await snapshotFit(run); // state() still works once the tensors are gone
    run.optimizer.dispose();
    run.images?.dispose();
    run.average?.dispose();
    run.classWeights?.dispose();
  }
}

/** Whether the last epochs brought no improvement. */
function hasStalled({ epoch, best, plan: { patience } }: RunningFit): boolean {
  return patience > 0 && best !== undefined && epoch - best.epoch >= patience;
}

/** One optimiser step, on the next images in the epoch's order. */
async function trainStep(run: RunningFit, order: Uint32Array): Promise<void> {
  const { plan, model, optimizer, variables, stepsPerEpoch } = run;
  const start = performance.now();
  const from = run.step * run.imagesPerStep,
    indices = order.subarray(from, from + run.imagesPerStep);
  const step = run.epoch * stepsPerEpoch + run.step; // counted over the whole run
  const images = imagesOf(run, step);
  const next = order.subarray(from + run.imagesPerStep, from + 2 * run.imagesPerStep);
  for (const batch of batchesOf(next, plan.batchSize)) images.prepare?.(batch);
  const rate = learningRate(run, step);
  const loss = await takeStep(model, {
    ...{ images, indices },
    batchSize: plan.batchSize,
    readLoss: run.readLossEvery === 1,
    ...{ optimizer, variables, step, learningRate: rate },
    warmth: warmthAt(step, { ...plan, stepsPerEpoch }),
    ...{ precision: plan.precision, labelSmoothing: plan.labelSmoothing },
    clipNorm: plan.clipNorm,
    ...{ factors: run.factors, frozen: run.frozen, classWeights: run.classWeights },
  });
  refuseLoss(await run.loss.add(loss, indices.length), stepText(run, run.step + 1));
  run.average?.update();
  run.step++;
  run.seconds += (performance.now() - start) / 1000;
  await run.options.onStep?.({
    epoch: run.epoch + 1,
    step: run.step,
    stepsPerEpoch,
    learningRate: rate,
    ...(typeof loss === "number" ? { loss } : {}),
  });
}

/** The training set as a step sees it. */
function imagesOf(run: RunningFit, step: number): ImageStore {
  const { augment } = run.options, store = run.images ??= imageStore(run.data.train);
  return augment ? augmentedStore(store, augment, [run.plan.seed, 7, step]) : store;
}

async function finishEpoch(run: RunningFit): Promise<EpochRecord> {
  const { record, embeddings } = await measuredEpoch(run, {
    epoch: run.epoch + 1,
    epochs: run.plan.epochs,
    lossSum: run.loss.sum,
    images: run.loss.images,
    seconds: run.seconds,
    learningRate: learningRate(run, run.epoch * run.stepsPerEpoch + run.step - 1),
  });
  run.testEmbeddings = embeddings;
  run.epoch++;
  run.step = run.seconds = 0;
  run.best = betterOf(run.best, record);
  run.loss = new EpochLoss({ every: run.readLossEvery });
  return record;
}

/** The scheduled rate of a step counted over the whole run. */
function learningRate({ plan, stepsPerEpoch }: RunningFit, step: number): number {
  const { schedule: name, epochs, ...rates } = plan;
  return learningRateAt(step, {
    ...rates,
    name,
    stepsPerEpoch,
    totalSteps: epochs * stepsPerEpoch,
  });
}

function stepText({ epoch, readLossEvery }: RunningFit, step: number): string {
  const unread = readLossEvery - 1;
  return `epoch ${epoch + 1}, step ${step}${unread > 0 ? ` or up to ${unread} before it` : ""}`;
}

/**
 * Let timers and signal handlers run between batches; a zero-delay timer would wait a millisecond
 * or more.
 */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
