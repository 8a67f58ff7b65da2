import { augment, augmentFrom } from "../../data/mod.ts";
import { InputError, UsageError } from "../../errors.ts";
import { classBalanced, fit, type Training, type TrainingState } from "../../training/mod.ts";
import { trainingValues } from "../../training/plan.ts";
import type { Model, Split } from "../../types.ts";
import { samplerFrom, type TrainConfig } from "./config.ts";
import { inFlags } from "./in_flags.ts";

/** What is trained, and where it resumes. */
interface Planned {
  config: TrainConfig;
  model: Model;
  data: Split;
  state?: TrainingState;
}

/**
 * The training of a run, checked but not begun.
 *
 * @throws {UsageError} On options that do not fit data or model; {@linkcode InputError} on data that
 * do not fit the model. Both name flags.
 */
export function trainingOf(
  { config, model, data, state: resume }: Planned,
  signal: AbortSignal,
): Training {
  const { backboneRate, sampler } = config;
  try {
    return fit(model, data, {
      ...trainingValues(config),
      ...(backboneRate === undefined ? {} : { rates: { backbone: backboneRate } }),
      ...(sampler === undefined ? {} : { sampler: classBalanced(samplerFrom(sampler)) }),
      ...(config.augment === undefined ? {} : { augment: augment(augmentFrom(config.augment)) }),
      signal,
      resume,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(inFlags(error.message));
    throw error instanceof InputError ? new InputError(inFlags(error.message)) : error;
  }
}
