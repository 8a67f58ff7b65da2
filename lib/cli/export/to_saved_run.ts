/** A whole run as one file. */
import { dirname, isAbsolute } from "node:path";
import { InputError } from "../../errors.ts";
import { compareRun } from "../../export/read_run.ts";
import { exportRun } from "../../export/mod.ts";
import type { TrainConfig } from "../train/config.ts";
import { heldStill } from "../train/run_directory.ts";
import type { SavedModel } from "./saved_model.ts";
import { stateOf } from "./state_of.ts";

/**
 * Write a run's zip file while nobody trains in it, and read it again.
 *
 * @returns What was compared, one line.
 * @throws {InputError} When there is nothing to resume, another process trains, or it differs.
 */
export async function toSavedRun(
  { checkpoint, training }: SavedModel,
  { file }: { file: string },
): Promise<string> {
  if (!checkpoint.endsWith("checkpoint.safetensors") || !await stateOf(checkpoint)) {
    throw new InputError(
      `${checkpoint}: is not where a training stands, and saved-run takes a whole run; give its folder`,
    );
  }
  const run = dirname(checkpoint);
  for (const line of elsewhere(training)) console.error(line);
  const { files, bytes } = await heldStill(run, async () => {
    await exportRun(run, file);
    return await compareRun(run, file);
  });
  return `${files} files, ${(bytes / 1e6).toFixed(1)} MB, read back and equal byte by byte`;
}

/** What a resume reads besides the run's own files. */
function* elsewhere({ data, pairs }: Partial<TrainConfig> = {}): Generator<string> {
  if (data !== undefined && isAbsolute(data)) {
    yield `note: its data, ${data}, do not go along; on the other machine say --data where they are`;
  }
  if (pairs !== undefined) {
    yield `note: its list of pairs does not go along; on the other machine it must be ${pairs}`;
  }
}
