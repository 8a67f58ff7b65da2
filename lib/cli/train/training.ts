import { InputError, UsageError } from "../../errors.ts";
import { classBalanced, fit, type Training, type TrainingState } from "../../training/mod.ts";
import { optionNames, trainingValues } from "../../training/plan.ts";
import type { MemorySplit, Model, TestedRecord } from "../../types.ts";
import { flagOf } from "./_flag_of.ts";
import { samplerFrom, type TrainConfig } from "./config.ts";

/** What is trained, and where it resumes. */
interface Planned {
  config: TrainConfig;
  model: Model;
  data: MemorySplit;
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
): Training<TestedRecord> {
  const { backboneRate, sampler } = config;
  try {
    return fit(model, data, {
      ...trainingValues(config),
      ...(backboneRate === undefined ? {} : { rates: { backbone: backboneRate } }),
      ...(sampler === undefined ? {} : { sampler: classBalanced(samplerFrom(sampler)) }),
      signal,
      resume,
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(inFlags(error.message));
    throw error instanceof InputError ? new InputError(inFlags(error.message)) : error;
  }
}

/** Options by the names of their flags: `fit: batchSize is 0` → `--batch-size is 0`. */
function inFlags(message: string): string {
  const names = new RegExp(`\\b(${optionNames.join("|")})\\b`, "g");
  const isName = /[a-z][A-Z]|accumulate/; // words such as "seed" and "epochs" are no flags in a sentence
  return message.replace(/^fit: /, "").replace(/^classBalanced:/, "--sampler:").replaceAll(
    names,
    (name) => isName.test(name) || message.startsWith(`fit: ${name} `) ? flagOf(name) : name,
  );
}
