import type { Embeddings, EpochRecord, Model, Split } from "../types.ts";
import type { FitOptions } from "./options.ts";
import { type Progress, Run } from "./_run.ts";
import type { TrainingState } from "./state.ts";

export type { Progress };

/** A run of training: iterate over it for one record an epoch. */
export interface Training extends AsyncGenerator<EpochRecord, void, void> {
  /** A snapshot from which `fit` goes on exactly, also from inside an epoch. */
  state(): Promise<TrainingState>;
  /** How far it is; cheap, for a progress bar to ask now and then. */
  progress(): Progress;
  /** Test embeddings of the last finished epoch, already computed for its record. */
  testEmbeddings(): Embeddings | undefined;
  /** Stop after the batch that runs; `state()` then holds what a continuation needs. */
  stop(): void;
}

/**
 * Train a model, one {@linkcode EpochRecord} an epoch.
 *
 * Every epoch's order is drawn from the seed and the epoch's number; the same seed gives the same numbers on the same machine and engine.
 *
 * @param model Its variables are trained in place.
 * @param data Training set, and test set for each epoch's numbers.
 * @throws {RangeError} On options out of range. {@linkcode InputError} when the loss is not finite or `resume` belongs to another run.
 */
export function fit(model: Model, data: Split, options: FitOptions = {}): Training {
  const run = new Run(model, data, options);
  return Object.assign(run.epochs(), {
    state: () => run.state(),
    progress: () => run.progress(),
    testEmbeddings: () => run.testEmbeddings,
    stop: () => run.stop(),
  });
}
