import { type OpenedRun, openRun } from "../../inference/mod.ts";
import { InputError } from "../../errors.ts";
import type { EpochRecord } from "../../types.ts";
import { isFile } from "../_is_file.ts";
import { refuseMissing } from "../use/open.ts";
import { checkpointOf } from "../train/run_directory.ts";
import { savedConfig, type TrainConfig } from "../train/config.ts";
import type { RunDescription } from "../train/saved_run.ts";

/** A trained model, and the run that it is of. */
export interface SavedModel extends OpenedRun {
  /** Of a run of `deno task train`. */
  training?: TrainConfig;
  /** The run's data, as it described them. */
  data?: RunDescription["data"];
  /** Classes of its data, where they have to be said. */
  dataClasses?: number;
  /** The finished epochs of a run. */
  records: readonly EpochRecord[];
}

/**
 * A run's checkpoint, or the checkpoint itself.
 *
 * @throws {InputError} When there is no run.
 */
export function checkpointAt(given: string, typed: string): string {
  refuseMissing(given, typed);
  if (given.endsWith(".safetensors")) return given;
  if (isFile(given)) throw new InputError(`${typed}: is no checkpoint; give a run's folder`);
  return checkpointOf(given);
}

/**
 * Read a model.
 *
 * @throws {InputError} When its checkpoint is damaged, of a later version, or of an unknown head.
 */
export async function savedModel(checkpoint: string): Promise<SavedModel> {
  const opened = await openRun(checkpoint);
  const { run, data, records = [] } = opened.config as Partial<RunDescription> & {
    records?: EpochRecord[];
  };
  if (typeof run?.epochs !== "number") return { ...opened, records };
  const training = savedConfig(run);
  const { dataClasses = data?.what === undefined ? training.classes : undefined } = training;
  return { ...opened, training, data, dataClasses, records };
}
