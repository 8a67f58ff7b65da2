/** A run of `fit` as plain numbers: what an exact continuation needs. */
import type { Precision } from "../engine/mod.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/** An epoch's result on the test set, and which it was. */
export interface BestEpoch {
  /** 1, 2, … */
  epoch: number;
  /** Test accuracy, or 1 − equal error rate of strangers. */
  value: number;
}

/** What the steps of an epoch depend on. */
export interface StepPlan {
  /** Images a batch. */
  batchSize: number;
  /** Batches a step. */
  accumulate: number;
  /** Whether an incomplete last batch is left out. */
  dropLast: boolean;
  /** Images of the training set. */
  images: number;
  /** Checksum of its labels. */
  labels: string;
}

/** All that an exact continuation needs beside the model: a snapshot in plain arrays. */
export interface TrainingState {
  /** Finished epochs. */
  epoch: number;
  /** Steps taken in the epoch that runs; 0 between epochs. */
  step: number;
  /** Σ loss · images over the running epoch's steps. */
  lossSum: number;
  /** Images seen in the running epoch. */
  images: number;
  /** Seconds that the running epoch's steps took. */
  seconds: number;
  /**
   * Seed of the shuffles: epoch e's order is drawn from (seed, e) alone, so this is their whole
   * state.
   */
  seed: number;
  /** The epochs that the run, and so its learning rates, were planned for. */
  plannedEpochs: number;
  /** Of the steps; absent in states of earlier versions, which are float32. */
  precision?: Precision;
  /** Its kind, the steps it took, and its running averages by name: `m.backbone.conv1.kernel`. */
  optimizer: { kind: Optimizer["kind"]; steps: number; slots: Record<string, Float32Array> };
  /** Numbers that heads and losses keep, by owner and name. */
  counters: Record<string, number>;
  /** Absent in states of earlier versions. */
  plan?: StepPlan;
  /** The best epoch so far; absent without a test set, and in states of earlier versions. */
  best?: BestEpoch;
  /** The weights' moving average by name, where one is kept. */
  ema?: Record<string, Float32Array>;
}
