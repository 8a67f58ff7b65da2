import type { tf } from "../engine/mod.ts";
import type { Random } from "../random.ts";
import type { TrainingValues } from "./plan.ts";
import type { Sampler } from "./samplers.ts";
import type { TrainingState } from "./training_state.ts";

/** What `onStep` is told. */
export interface StepReport {
  /** 1, 2, … */
  epoch: number;
  /** Of the epoch: 1, 2, … */
  step: number;
  /** Of every epoch. */
  stepsPerEpoch: number;
  /** Of this step. */
  learningRate: number;
  /** Mean over the step's images; undefined where it is read later (`readLossEvery`). */
  loss?: number;
}

/** Options of `fit`. */
export interface FitOptions extends Partial<TrainingValues> {
  /**
   * Steps between two reads of the loss, each of which waits for the device. With 1 a step is taken
   * only where its loss is finite; with more the run stops some steps behind the one that was not.
   * @default {1 on a CPU, 16 on a GPU}
   */
  readLossEvery?: number;
  /** Aborting stops after the batch that runs; `state()` then holds what a continuation needs. */
  signal?: AbortSignal;
  /**
   * Factors of the learning rate by part: `backbone`, `head`, and losses by their names. 0 freezes
   * a part, running averages included.
   * @default {1 each}
   */
  rates?: Readonly<Record<string, number>>;
  /** `[C]`: how much an image counts in cross-entropy, by its class. By default all alike. */
  classWeights?: ArrayLike<number>;
  /**
   * Changes the images of a batch, `[B, height, width, channels]` of 0 … 1, before a step sees
   * them; `random` depends on seed and step alone. Runs in a `tf.tidy`.
   */
  augment?: (images: tf.Tensor4D, random: Random) => tf.Tensor4D;
  /** The order of images in an epoch. By default {@linkcode shuffled}. */
  sampler?: Sampler;
  /** Called after each step of the optimiser, and waited for. */
  onStep?: (step: StepReport) => void | Promise<void>;
  /** Where to go on, from `state()` or a checkpoint. */
  resume?: TrainingState;
}
