import { InputError } from "../errors.ts";
import { makeBatch } from "../data/batches.ts";
import { tf } from "../engine/mod.ts";
import { seededRandom, shuffledIndices } from "../random.ts";
import type { Embeddings, EpochRecord, Model, Split } from "../types.ts";
import { forward, measure } from "./evaluate.ts";
import { Adam } from "./optimizers/adam.ts";
import type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";
import { Sgd } from "./optimizers/sgd.ts";
import { type FitOptions, planFrom, type TrainingPlan } from "./options.ts";
import { summarize } from "./_summary.ts";
import { learningRateAt } from "./schedule.ts";
import { restoreCounters, restoreOptimizer, snapshotCounters, snapshotOptimizer, type TrainingState } from "./state.ts";
import { trainingStep } from "./step.ts";
import { trainableVariables } from "./_variables.ts";
import { warmthAt } from "./warm_up.ts";

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
  readonly #variables: NamedVariables;
  readonly #optimizer: Optimizer;
  readonly #stepsPerEpoch: number;
  readonly #model: Model;
  readonly #data: Split;
  readonly #signal?: AbortSignal;
  #epoch = 0;
  #step = 0;
  #lossSum = 0;
  #images = 0;
  #seconds = 0;
  #stopped = false;
  #last?: TrainingState;

  constructor(model: Model, data: Split, options: FitOptions) {
    const plan = planFrom(options, data.train.length);
    this.#plan = plan;
    this.#model = model;
    this.#data = data;
    this.#signal = options.signal;
    this.#variables = trainableVariables(model);
    this.#optimizer = plan.optimizer === "adam" ? new Adam(this.#variables, plan) : new Sgd(this.#variables, plan);
    this.#stepsPerEpoch = stepsPerEpoch(data.train.length, plan);
    if (options.resume) this.#restore(options.resume);
  }

  async *epochs(): AsyncGenerator<EpochRecord, void, void> {
    try {
      while (this.#epoch < this.#plan.epochs) {
        if (!await this.#trainEpoch()) return;
        yield await this.#finishEpoch();
      }
    } finally {
      this.#last = this.state(); // snapshots stay possible after the slots are freed
      tf.dispose(Object.values(this.#optimizer.slots));
    }
  }

  /** @returns Whether the epoch came to its end. */
  async #trainEpoch(): Promise<boolean> {
    const order = shuffledIndices(this.#data.train.length, seededRandom(this.#plan.seed, this.#epoch + 1));
    while (this.#step < this.#stepsPerEpoch) {
      if (this.#stopped || this.#signal?.aborted) return false;
      const start = performance.now();
      const from = this.#step * this.#plan.batchSize;
      await this.#takeStep(order.subarray(from, from + this.#plan.batchSize));
      this.#seconds += (performance.now() - start) / 1000;
      await letOthersRun();
    }
    return true;
  }

  async #takeStep(indices: Uint32Array): Promise<void> {
    const batch = makeBatch(this.#data.train, indices);
    const step = this.#epoch * this.#stepsPerEpoch + this.#step;
    const warmth = warmthAt(step, { ...this.#plan, stepsPerEpoch: this.#stepsPerEpoch });
    const rest = { optimizer: this.#optimizer, variables: this.#variables, learningRate: this.#rate(step), step };
    const loss = await trainingStep(this.#model, { ...batch, ...rest, warmth });
    tf.dispose([batch.images, batch.labels]);
    if (!Number.isFinite(loss)) {
      throw new InputError(
        `the loss is ${loss} at epoch ${this.#epoch + 1}, step ${
          this.#step + 1
        }: lower the learning rate or the scale; what was saved before is kept`,
      );
    }
    this.#step++;
    this.#lossSum += loss * indices.length;
    this.#images += indices.length;
  }

  #rate(step: number): number {
    const { schedule: name, epochs, learningRate, stepSize, gamma } = this.#plan;
    const stepsPerEpoch = this.#stepsPerEpoch;
    const totalSteps = epochs * stepsPerEpoch;
    return learningRateAt(step, { name, learningRate, totalSteps, stepsPerEpoch, stepSize, gamma });
  }

  async #finishEpoch(): Promise<EpochRecord> {
    const { embeddings, loss } = await forward(this.#model, this.#data.test);
    if (!Number.isFinite(loss)) {
      throw new InputError(
        `the test loss is ${loss} after epoch ${this.#epoch + 1}: lower the learning rate or the scale`,
      );
    }
    this.testEmbeddings = embeddings;
    const { accuracy, intraClassAngle, nearestClassAngle } = measure(embeddings, loss);
    const record = {
      epoch: this.#epoch + 1,
      trainLoss: this.#lossSum / this.#images,
      testLoss: loss,
      testAccuracy: accuracy,
      intraClassAngle,
      nearestClassAngle,
      seconds: this.#seconds,
      imagesPerSecond: this.#images / this.#seconds,
      learningRate: this.#rate(this.#epoch * this.#stepsPerEpoch + this.#step - 1),
    };
    this.#epoch++;
    this.#step =
      this.#lossSum =
      this.#images =
      this.#seconds =
        0;
    return { ...record, summary: summarize(record, this.#plan.epochs) };
  }

  stop(): void {
    this.#stopped = true;
  }

  progress(): Progress {
    return {
      epoch: Math.min(this.#epoch + 1, this.#plan.epochs),
      epochs: this.#plan.epochs,
      step: this.#step,
      stepsPerEpoch: this.#stepsPerEpoch,
      loss: this.#lossSum / this.#images,
      imagesPerSecond: this.#images / this.#seconds,
      imagesLeft: (this.#stepsPerEpoch - this.#step) * this.#plan.batchSize,
    };
  }

  state(): TrainingState {
    return this.#last ?? {
      epoch: this.#epoch,
      step: this.#step,
      lossSum: this.#lossSum,
      images: this.#images,
      seconds: this.#seconds,
      seed: this.#plan.seed,
      plannedEpochs: this.#plan.epochs,
      optimizer: snapshotOptimizer(this.#optimizer),
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
    ({ epoch: this.#epoch, step: this.#step, lossSum: this.#lossSum, images: this.#images, seconds: this.#seconds } =
      state);
    restoreOptimizer(this.#optimizer, state.optimizer);
    restoreCounters(this.#model, state.counters);
  }
}

/** Lets timers and signal handlers run between two batches. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Batches in an epoch. */
function stepsPerEpoch(images: number, { batchSize, dropLast }: { batchSize: number; dropLast: boolean }): number {
  return (dropLast ? Math.floor : Math.ceil)(images / batchSize);
}
