/** State of a run of `fit`: while it runs, and as a snapshot from which another resumes exactly. */
import { crc32 } from "node:zlib";
import { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import type { Embeddings, Model, Split } from "../types.ts";
import { namedLosses } from "./_variables.ts";
import { EpochLoss } from "./_epoch_loss.ts";
import type { ImageStore } from "./_image_store.ts";
import type { MovingAverage } from "./ema.ts";
import type { FitOptions } from "./fit_options.ts";
import type { TrainingValues } from "./plan.ts";
import type { BestEpoch, StepPlan, TrainingState } from "./training_state.ts";
import type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";

/** Everything the loop reads and updates. */
export interface RunningFit {
  readonly model: Model;
  readonly data: Split;
  readonly plan: TrainingValues;
  readonly readLossEvery: number;
  readonly variables: NamedVariables;
  readonly optimizer: Optimizer;
  readonly imagesPerStep: number;
  readonly stepsPerEpoch: number;
  /** Learning rate factors, by variable name. */
  readonly factors: Record<string, number>;
  /** Frozen parts. */
  readonly frozen: ReadonlySet<string>;
  readonly options: FitOptions;
  /** Of the weights, if enabled. */
  readonly average?: MovingAverage;
  readonly classWeights?: tf.Tensor1D;
  /** The epoch with the best test result so far. */
  best?: BestEpoch;
  /** The training set, on the device from the first step. */
  images?: ImageStore;
  /** Finished epochs. */
  epoch: number;
  /** Steps taken in the current epoch. */
  step: number;
  /** Over the epoch's steps. */
  loss: EpochLoss;
  seconds: number;
  testEmbeddings?: Embeddings;
  stopped: boolean;
  /** Final state, once the run has ended. */
  ended?: TrainingState;
}

/** A run's current state. */
export async function snapshotFit(run: RunningFit): Promise<TrainingState> {
  const { epoch, step, loss, seconds, plan, optimizer, model } = run;
  await loss.read();
  return {
    ...{ epoch, step, lossSum: loss.sum, images: loss.images, seconds },
    ...{ seed: plan.seed, plannedEpochs: plan.epochs, precision: plan.precision },
    optimizer: await snapshotOptimizer(optimizer),
    counters: snapshotCounters(model),
    plan: stepPlan(run),
    ...(run.best ? { best: run.best } : {}),
    ...(run.average ? { ema: await valuesOf(run.average.averages) } : {}),
  };
}

/**
 * Resume a new run from another's state.
 *
 * @throws {InputError} If the state is of another plan or model.
 */
export function restoreFit(run: RunningFit, state: TrainingState): void {
  const { seed, plannedEpochs, precision = "float32", lossSum: sum, images } = state,
    { plan } = run;
  if (seed !== plan.seed || plannedEpochs !== plan.epochs) {
    throw new InputError(
      `resume: the run was planned with seed ${seed} and ${plannedEpochs} epochs; give the same, or start a new run from its weights`,
    );
  }
  if (precision !== plan.precision) {
    throw new InputError(
      `resume: the run is in ${precision}, not in ${plan.precision}; give precision ${precision}`,
    );
  }
  if (state.step > 0 && state.plan) refuseOtherSteps(state.plan, stepPlan(run));
  if (run.average && !state.ema) {
    throw new InputError("resume: the run has no moving average of its weights; omit ema");
  }
  run.best = state.best;
  for (const [name, average] of Object.entries(run.average?.averages ?? {})) {
    assignArray(average, state.ema![name], `ema.${name}`);
  }
  Object.assign(run, { epoch: state.epoch, step: state.step, seconds: state.seconds });
  run.loss = new EpochLoss({ every: run.readLossEvery, sum, images });
  restoreOptimizer(run.optimizer, state.optimizer);
  restoreCounters(run.model, state.counters);
}

/** Copy an optimiser's state out of its variables. */
export async function snapshotOptimizer(optimizer: Optimizer): Promise<TrainingState["optimizer"]> {
  const { kind, steps } = optimizer;
  return { kind, steps, slots: await valuesOf(optimizer.slots) };
}

async function valuesOf(variables: NamedVariables): Promise<Record<string, Float32Array>> {
  const values = Object.entries(variables).map(async ([name, variable]) =>
    [name, (await variable.data() as Float32Array).slice()] as const
  );
  return Object.fromEntries(await Promise.all(values));
}

function stepPlan({ plan: { batchSize, accumulate, dropLast }, data: { train } }: RunningFit) {
  const labels = crc32(new Uint8Array(Int32Array.from(train.labels).buffer)).toString(16);
  return { batchSize, accumulate, dropLast, images: train.length, labels };
}

/** Mid-epoch, another batch size would skip or repeat images. */
function refuseOtherSteps(was: StepPlan, is: StepPlan): void {
  for (const name of ["batchSize", "accumulate", "dropLast", "images", "labels"] as const) {
    if (was[name] === is[name]) continue;
    const what = name === "images" || name === "labels"
      ? `a training set of ${was.images} images (labels ${was.labels}), not of ${is.images} (labels ${is.labels})`
      : `${name} ${was[name]}, not ${is[name]}`;
    throw new InputError(`resume: the run stopped mid-epoch with ${what}; use the same`);
  }
}

/** Restore a snapshot. */
export function restoreOptimizer(optimizer: Optimizer, saved: TrainingState["optimizer"]): void {
  if (optimizer.kind !== saved.kind) {
    throw new InputError(
      `resume: the state is of optimizer ${saved.kind}, the run uses ${optimizer.kind}; use the same`,
    );
  }
  optimizer.steps = saved.steps;
  for (const [name, slot] of Object.entries(optimizer.slots)) {
    assignArray(slot, saved.slots[name], `optimizer.${name}`);
  }
}

function assignArray(variable: tf.Variable, values: Float32Array | undefined, name: string): void {
  if (values?.length !== variable.size) {
    const found = values ? `${values.length} values` : "nothing";
    throw new InputError(
      `resume: ${name} needs ${variable.size} values, the state holds ${found}; use the same model`,
    );
  }
  const copy = tf.tensor(values, variable.shape, variable.dtype);
  variable.assign(copy);
  copy.dispose();
}

/** Numbers in the `state` of heads and losses, such as `head.t` or `ring.step`. */
export function snapshotCounters(model: Model): Record<string, number> {
  return Object.fromEntries(
    owners(model).flatMap(([prefix, owner]) =>
      Object.entries(owner.state ?? {}).flatMap(([name, value]) =>
        typeof value === "number" ? [[`${prefix}.${name}`, value] as const] : []
      )
    ),
  );
}

/** Restore them. */
export function restoreCounters(model: Model, counters: Record<string, number>): void {
  for (const [prefix, { state }] of owners(model)) {
    for (const name of Object.keys(state ?? {})) {
      const saved = counters[`${prefix}.${name}`];
      if (saved !== undefined) state![name] = saved;
    }
  }
}

function owners(model: Model): [string, Pick<Model["head"], "state">][] {
  return [
    ["head", model.head],
    ...namedLosses(model),
  ];
}
