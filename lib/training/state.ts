/**
 * Where a run of `fit` stands: while it runs, and as a snapshot from which another goes on exactly.
 */
import { type Precision, tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import type { Embeddings, Model, Split } from "../types.ts";
import { EpochLoss } from "./_epoch_loss.ts";
import type { ImageStore } from "./_image_store.ts";
import type { TrainingValues } from "./options.ts";
import type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";

/** All that the loop reads and moves. */
export interface RunningFit {
  readonly model: Model;
  readonly data: Split;
  readonly plan: TrainingValues;
  readonly readLossEvery: number;
  readonly variables: NamedVariables;
  readonly optimizer: Optimizer;
  readonly imagesPerStep: number;
  readonly stepsPerEpoch: number;
  /** The training set, on the device from the first step on. */
  images?: ImageStore;
  /** Finished epochs. */
  epoch: number;
  /** Steps taken in the epoch that runs. */
  step: number;
  /** Of the epoch's steps. */
  loss: EpochLoss;
  seconds: number;
  testEmbeddings?: Embeddings;
  stopped: boolean;
  /** Where it stood when it ended. */
  ended?: TrainingState;
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
}

/** Where a run stands now. */
export async function snapshotFit(run: RunningFit): Promise<TrainingState> {
  const { epoch, step, loss, seconds, plan, optimizer, model } = run;
  await loss.read();
  return {
    ...{ epoch, step, lossSum: loss.sum, images: loss.images, seconds },
    ...{ seed: plan.seed, plannedEpochs: plan.epochs, precision: plan.precision },
    optimizer: await snapshotOptimizer(optimizer),
    counters: snapshotCounters(model),
  };
}

/**
 * Let a run that has just been made go on where another stood.
 *
 * @throws {InputError} When that was of another plan or model.
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
  Object.assign(run, { epoch: state.epoch, step: state.step, seconds: state.seconds });
  run.loss = new EpochLoss({ every: run.readLossEvery, sum, images });
  restoreOptimizer(run.optimizer, state.optimizer);
  restoreCounters(run.model, state.counters);
}

/** Copy an optimiser's state out of its variables. */
export async function snapshotOptimizer(optimizer: Optimizer): Promise<TrainingState["optimizer"]> {
  const { kind, steps } = optimizer;
  const slots = Object.entries(optimizer.slots).map(async ([name, slot]) =>
    [name, (await slot.data() as Float32Array).slice()] as const
  );
  return { kind, steps, slots: Object.fromEntries(await Promise.all(slots)) };
}

/** Put a snapshot back. */
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

/** Numbers that heads and losses keep in their `state`, as `head.t` or `ring.step`. */
export function snapshotCounters(model: Model): Record<string, number> {
  return Object.fromEntries(
    owners(model).flatMap(([prefix, owner]) =>
      Object.entries(owner.state ?? {}).flatMap(([name, value]) =>
        typeof value === "number" ? [[`${prefix}.${name}`, value] as const] : []
      )
    ),
  );
}

/** Put them back. */
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
    ...(model.auxiliary ?? []).map((loss) => [loss.name, loss] as [string, typeof loss]),
  ];
}
