import type { Model, Split } from "../types.ts";
import type { StepLoss } from "./_epoch_loss.ts";
import { type ImageStore, imageStore } from "./_image_store.ts";
import type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";
import type { TrainingPlan } from "./options.ts";
import { learningRateAt } from "./schedule.ts";
import { stepOn } from "./_step_on.ts";
import { warmthAt } from "./warm_up.ts";

/** What a step changes, and by what. */
export interface StepsOn {
  model: Model;
  variables: NamedVariables;
  optimizer: Optimizer;
}

/** The steps of a run as its plan has them: which images, at which learning rate, with how much of the margin. */
export class PlannedSteps {
  readonly perEpoch: number;
  readonly imagesPerStep: number;
  readonly #plan: TrainingPlan;
  readonly #on: StepsOn;
  readonly #train: Split["train"];
  #store?: ImageStore;

  constructor(plan: TrainingPlan, train: Split["train"], on: StepsOn) {
    this.#plan = plan;
    this.#on = on;
    this.#train = train;
    this.imagesPerStep = plan.batchSize * plan.accumulate;
    this.perEpoch = (plan.dropLast ? Math.floor : Math.ceil)(train.length / this.imagesPerStep);
  }

  /** @param step Of the whole run, from 0. */
  async take(step: number, indices: Uint32Array): Promise<StepLoss> {
    const { model, variables, optimizer } = this.#on;
    this.#store ??= imageStore(this.#train);
    return await stepOn(model, this.#store, {
      indices,
      batchSize: this.#plan.batchSize,
      readLoss: this.#plan.readLossEvery === 1,
      optimizer,
      variables,
      learningRate: this.learningRate(step),
      step,
      precision: this.#plan.precision,
      warmth: warmthAt(step, { ...this.#plan, stepsPerEpoch: this.perEpoch }),
    });
  }

  learningRate(step: number): number {
    const { schedule: name, epochs, learningRate, stepSize, gamma } = this.#plan;
    const stepsPerEpoch = this.perEpoch;
    return learningRateAt(step, {
      name,
      learningRate,
      totalSteps: epochs * stepsPerEpoch,
      stepsPerEpoch,
      stepSize,
      gamma,
    });
  }

  /** Frees what was kept on the device. */
  dispose(): void {
    this.#store?.dispose();
  }
}
