/** A run of `fit` as plain numbers: what is needed to resume exactly. */
import type { Precision } from "../engine/mod.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/** An epoch and its test result. */
export interface BestEpoch {
  /** 1, 2, … */
  epoch: number;
  /** Test accuracy, or 1 − equal error rate on unseen classes. */
  value: number;
}

/** What the steps of an epoch depend on. */
export interface StepPlan {
  /** Images per batch. */
  batchSize: number;
  /** Batches per step. */
  accumulate: number;
  /** Whether an incomplete last batch is dropped. */
  dropLast: boolean;
  /** Images in the training set. */
  images: number;
  /** Checksum of its labels. */
  labels: string;
}

/** All that is needed besides the model to resume exactly: a snapshot in plain arrays. */
export interface TrainingState {
  /** Finished epochs. */
  epoch: number;
  /** Steps taken in the current epoch; 0 between epochs. */
  step: number;
  /** Σ loss · images over the current epoch's steps. */
  lossSum: number;
  /** Images seen in the current epoch. */
  images: number;
  /** Seconds taken by the current epoch's steps. */
  seconds: number;
  /** Shuffling seed: epoch e's order depends only on (seed, e), so this is its whole state. */
  seed: number;
  /** Epochs that the run and its learning rates were planned for. */
  plannedEpochs: number;
  /** Of the steps; absent in states from earlier versions, which are float32. */
  precision?: Precision;
  /** Kind, steps taken, and running averages by name: `m.backbone.conv1.kernel`. */
  optimizer: { kind: Optimizer["kind"]; steps: number; slots: Record<string, Float32Array> };
  /** Numbers in the state of heads and losses, by owner and name. */
  counters: Record<string, number>;
  /** Absent in states from earlier versions. */
  plan?: StepPlan;
  /** The best epoch so far; absent without a test set, and in states from earlier versions. */
  best?: BestEpoch;
  /** Moving average of the weights by name, if enabled. */
  ema?: Record<string, Float32Array>;
}
