import type { tf } from "../engine/mod.ts";
import type { Random } from "../random.ts";
import type { TrainingValues } from "./plan.ts";
import type { Sampler } from "./samplers.ts";
import type { TrainingState } from "./training_state.ts";

/** What `onStep` receives. */
export interface StepReport {
  /** 1, 2, … */
  epoch: number;
  /** Within the epoch: 1, 2, … */
  step: number;
  /** The same in every epoch. */
  stepsPerEpoch: number;
  /** Of this step. */
  learningRate: number;
  /** Mean over the step's images; undefined if it is read later (`readLossEvery`). */
  loss?: number;
}

/** Options of `fit`. */
export interface FitOptions extends Partial<TrainingValues> {
  /**
   * Steps between reads of the loss, each of which waits for the device. With 1, a step is taken
   * only if its loss is finite; with more, the run stops some steps after a non-finite loss.
   * @default {1 on a CPU, 16 on a GPU}
   */
  readLossEvery?: number;
  /** Aborting stops after the current batch; `state()` then holds what is needed to resume. */
  signal?: AbortSignal;
  /**
   * Learning rate factors by part: `backbone`, `head`, and losses by name. 0 freezes a part,
   * running averages included.
   * @default {1 each}
   */
  rates?: Readonly<Record<string, number>>;
  /** `[C]`: weight of each class in cross-entropy. All equal by default. */
  classWeights?: ArrayLike<number>;
  /**
   * Augments a batch's images, `[B, height, width, channels]` in 0 … 1, before a step; `random`
   * depends only on seed and step. Runs in a `tf.tidy`.
   */
  augment?: (images: tf.Tensor4D, random: Random) => tf.Tensor4D;
  /** The order of images in an epoch. By default {@linkcode shuffled}. */
  sampler?: Sampler;
  /** Called and awaited after each optimiser step. */
  onStep?: (step: StepReport) => void | Promise<void>;
  /** State to resume from: `state()`'s or a checkpoint's. */
  resume?: TrainingState;
}
