import { setImmediate } from "node:timers";
import { InputError } from "../errors.ts";
import { seededRandom, shuffledIndices } from "../random.ts";
import type { Embeddings, EpochRecord, Model, Split } from "../types.ts";
import { EpochLoss, refuseLoss } from "./_epoch_loss.ts";
import { measuredEpoch } from "./_epoch_record.ts";
import { Adam } from "./optimizers/adam.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { Sgd } from "./optimizers/sgd.ts";
import { PlannedSteps } from "./_planned_steps.ts";
import { type FitOptions, planFrom, type TrainingPlan } from "./options.ts";
import { checkPrecision } from "./precision.ts";
import { restoreCounters, restoreOptimizer, snapshotCounters, snapshotOptimizer, type TrainingState } from "./state.ts";
import { trainableVariables } from "./_variables.ts";

/** How far the running epoch is. */
export interface Progress {
  /** 1, 2, … */
  epoch: number;
  epochs: number;
  /** Steps taken in this epoch. */
  step: number;
  stepsPerEpoch: number;
  /** Mean over the epoch so far; NaN before its first step. */
  loss: number;
  imagesPerSecond: number;
  /** Images of this epoch still to come. */
  imagesLeft: number;
}

/** One run of `fit`: where it stands, and its loop. */
export class Run {
  testEmbeddings?: Embeddings;
  readonly #plan: TrainingPlan;
  readonly #optimizer: Optimizer;
  readonly #steps: PlannedSteps;
  readonly #model: Model;
  readonly #data: Split;
  readonly #signal?: AbortSignal;
  #epoch = 0;
  #step = 0;
  #loss: EpochLoss;
  #seconds = 0;
  #stopped = false;
  #last?: TrainingState;

  constructor(model: Model, data: Split, options: FitOptions) {
    const plan = planFrom(options, data.train.length);
    this.#plan = plan;
    this.#model = model;
    this.#data = data;
    this.#signal = options.signal;
    this.#loss = new EpochLoss({ every: plan.readLossEvery });
    if (plan.accumulate > 1 && model.head.sample) {
      throw new RangeError(
        `fit: accumulate is ${plan.accumulate}, but head ${model.head.name} draws classes for each batch; use 1`,
      );
    }
    checkPrecision(model, plan.precision);
    const variables = trainableVariables(model);
    this.#optimizer = plan.optimizer === "adam" ? new Adam(variables, plan) : new Sgd(variables, plan);
    this.#steps = new PlannedSteps(plan, data.train, { model, variables, optimizer: this.#optimizer });
    if (options.resume) this.#restore(options.resume);
  }

  async *epochs(): AsyncGenerator<EpochRecord, void, void> {
    try {
      while (this.#epoch < this.#plan.epochs) {
        if (!await this.#trainEpoch()) return;
        yield await this.#finishEpoch();
      }
    } finally {
      this.#last = await this.state(); // snapshots stay possible after the slots are freed
      this.#optimizer.dispose();
      this.#steps.dispose();
    }
  }

  /** @returns Whether the epoch came to its end. */
  async #trainEpoch(): Promise<boolean> {
    const order = shuffledIndices(this.#data.train.length, seededRandom(this.#plan.seed, this.#epoch + 1));
    while (this.#step < this.#steps.perEpoch) {
      if (this.#stopped || this.#signal?.aborted) return false;
      const start = performance.now();
      const from = this.#step * this.#steps.imagesPerStep;
      await this.#takeStep(order.subarray(from, from + this.#steps.imagesPerStep));
      this.#seconds += (performance.now() - start) / 1000;
      await letOthersRun();
    }
    refuseLoss(await this.#loss.read(), this.#place(this.#step));
    return true;
  }

  async #takeStep(indices: Uint32Array): Promise<void> {
    const loss = await this.#steps.take(this.#epoch * this.#steps.perEpoch + this.#step, indices);
    refuseLoss(await this.#loss.add(loss, indices.length), this.#place(this.#step + 1));
    this.#step++;
  }

  #place(step: number): string {
    const unread = this.#plan.readLossEvery - 1;
    return `epoch ${this.#epoch + 1}, step ${step}${unread > 0 ? ` or up to ${unread} before it` : ""}`;
  }

  async #finishEpoch(): Promise<EpochRecord> {
    const { record, embeddings } = await measuredEpoch(this.#model, this.#data.test, {
      epoch: this.#epoch + 1,
      epochs: this.#plan.epochs,
      lossSum: this.#loss.sum,
      images: this.#loss.images,
      seconds: this.#seconds,
      learningRate: this.#steps.learningRate(this.#epoch * this.#steps.perEpoch + this.#step - 1),
    });
    this.testEmbeddings = embeddings;
    this.#epoch++;
    this.#step = this.#seconds = 0;
    this.#loss = new EpochLoss({ every: this.#plan.readLossEvery });
    return record;
  }

  stop(): void {
    this.#stopped = true;
  }

  progress(): Progress {
    return {
      epoch: Math.min(this.#epoch + 1, this.#plan.epochs),
      epochs: this.#plan.epochs,
      step: this.#step,
      stepsPerEpoch: this.#steps.perEpoch,
      loss: this.#loss.sum / this.#loss.images,
      imagesPerSecond: this.#step * this.#steps.imagesPerStep / this.#seconds,
      imagesLeft: (this.#steps.perEpoch - this.#step) * this.#steps.imagesPerStep,
    };
  }

  async state(): Promise<TrainingState> {
    if (this.#last) return this.#last;
    await this.#loss.read();
    return {
      epoch: this.#epoch,
      step: this.#step,
      lossSum: this.#loss.sum,
      images: this.#loss.images,
      seconds: this.#seconds,
      seed: this.#plan.seed,
      plannedEpochs: this.#plan.epochs,
      precision: this.#plan.precision,
      optimizer: await snapshotOptimizer(this.#optimizer),
      counters: snapshotCounters(this.#model),
    };
  }

  #restore(state: TrainingState): void {
    if (state.seed !== this.#plan.seed || state.plannedEpochs !== this.#plan.epochs) {
      const was = `seed ${state.seed} and ${state.plannedEpochs} epochs`;
      throw new InputError(
        `resume: the run was planned with ${was}; give the same, or start a new run from its weights`,
      );
    }
    const { precision = "float32" } = state;
    if (precision !== this.#plan.precision) {
      throw new InputError(
        `resume: the run is in ${precision}, not in ${this.#plan.precision}; give precision ${precision}`,
      );
    }
    ({ epoch: this.#epoch, step: this.#step, seconds: this.#seconds } = state);
    const { lossSum: sum, images } = state;
    this.#loss = new EpochLoss({ every: this.#plan.readLossEvery, sum, images });
    restoreOptimizer(this.#optimizer, state.optimizer);
    restoreCounters(this.#model, state.counters);
  }
}

/** Lets timers and signal handlers run between two batches: a timer of no time would wait for a millisecond and more. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
