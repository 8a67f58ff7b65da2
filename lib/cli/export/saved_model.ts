import { type Checkpoint, loadCheckpoint } from "../../training/mod.ts";
import { checkpointOf } from "../train/run_directory.ts";
import { savedConfig, type TrainConfig } from "../train/config.ts";
import type { RunDescription } from "../train/saved_run.ts";

/** A trained model, and the run that it is of. */
export interface SavedModel extends Pick<Checkpoint, "model"> {
  /** Of a run of `deno task train`. */
  config?: TrainConfig;
  /** Classes of its data, where they have to be said. */
  dataClasses?: number;
}

/**
 * A run's checkpoint, or the checkpoint itself.
 *
 * @throws {InputError} When there is no run.
 */
export function checkpointAt(given: string): string {
  return given.endsWith(".safetensors") ? given : checkpointOf(given);
}

/**
 * Read a model.
 *
 * @throws {InputError} When its checkpoint is missing, damaged, or of a later version.
 */
export async function savedModel(checkpoint: string): Promise<SavedModel> {
  const { model, config } = await loadCheckpoint(checkpoint);
  const { run, data } = config as Partial<RunDescription>;
  if (typeof run?.epochs !== "number") return { model };
  const saved = savedConfig(run);
  const { dataClasses = data?.what === undefined ? saved.classes : undefined } = saved;
  return { model, config: saved, dataClasses };
}
