import { type Precision, tf } from "../engine/mod.ts";
import type { Model } from "../types.ts";
import type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";
import { InputError } from "../errors.ts";

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
  /** Seed of the shuffles: epoch e's order is drawn from (seed, e) alone, so this is their whole state. */
  seed: number;
  /** The epochs that the run, and so its learning rates, were planned for. */
  plannedEpochs: number;
  /** Of the steps; absent in states of earlier versions, which are float32. */
  precision?: Precision;
  optimizer: { kind: Optimizer["kind"]; steps: number; slots: Record<string, Float32Array> };
  /** Numbers that heads and losses keep, by owner and name. */
  counters: Record<string, number>;
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
  for (const [name, slot] of Object.entries(optimizer.slots)) assignArray(slot, saved.slots[name], `optimizer.${name}`);
}

/** Overwrite a variable's values. */
export function assignArray(variable: NamedVariables[string], values: Float32Array | undefined, name: string): void {
  if (values?.length !== variable.size) {
    const found = values ? `${values.length} values` : "nothing";
    throw new InputError(`resume: ${name} needs ${variable.size} values, the state holds ${found}; use the same model`);
  }
  const copy = tensorLike(variable, values);
  variable.assign(copy);
  copy.dispose();
}

function tensorLike(variable: NamedVariables[string], values: Float32Array) {
  return tf.tensor(values, variable.shape, variable.dtype);
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
  return [["head", model.head], ...(model.auxiliary ?? []).map((loss) => [loss.name, loss] as [string, typeof loss])];
}
