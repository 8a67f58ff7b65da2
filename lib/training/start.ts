/**
 * How a run of `fit` begins: options checked and filled in, optimiser made, an earlier state put
 * back.
 */
import { check, whole } from "../check.ts";
import { engineInfo } from "../engine/mod.ts";
import type { Model, Split } from "../types.ts";
import { EpochLoss } from "./_epoch_loss.ts";
import { trainableVariables } from "./_variables.ts";
import { Adam } from "./optimizers/adam.ts";
import { Sgd } from "./optimizers/sgd.ts";
import { planFrom, type TrainingValues } from "./options.ts";
import { checkPrecision } from "./precision.ts";
import { restoreFit, type RunningFit, type TrainingState } from "./state.ts";

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
  /** Where to go on, from `state()` or a checkpoint. */
  resume?: TrainingState;
}

/**
 * A run that has not taken a step yet.
 *
 * @throws {RangeError} On options out of range. {@linkcode InputError} on a precision or `resume`
 * that does not fit.
 */
export function startFit(model: Model, data: Split, options: FitOptions): RunningFit {
  const plan = planFrom(options, data.train.length);
  const readLossEvery = options.readLossEvery ?? (engineInfo().device === "gpu" ? 16 : 1);
  check(readLossEvery, whole(1), "fit: readLossEvery");
  refuseDrawnClasses(model, plan);
  checkPrecision(model, plan.precision);
  const variables = trainableVariables(model);
  const imagesPerStep = plan.batchSize * plan.accumulate;
  const run: RunningFit = {
    ...{ model, data, plan, readLossEvery, variables, imagesPerStep },
    optimizer: plan.optimizer === "adam" ? new Adam(variables, plan) : new Sgd(variables, plan),
    stepsPerEpoch: (plan.dropLast ? Math.floor : Math.ceil)(data.train.length / imagesPerStep),
    ...{ epoch: 0, step: 0, seconds: 0, stopped: false },
    loss: new EpochLoss({ every: readLossEvery }),
  };
  if (options.resume) restoreFit(run, options.resume);
  return run;
}

function refuseDrawnClasses({ head }: Model, { accumulate }: TrainingValues): void {
  if (accumulate === 1 || !head.sample) return;
  throw new RangeError(
    `fit: accumulate is ${accumulate}, but head ${head.name} draws classes for each batch; use 1`,
  );
}
