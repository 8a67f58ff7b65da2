/** The data that a run was trained and measured on. */
import type { LoadedData } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";
import type { OpenedRun } from "../../inference/mod.ts";
import { savedConfig } from "../train/config.ts";
import { fingerprint, load } from "../train/run_data.ts";
import type { RunDescription } from "../train/saved_run.ts";

/** A run's data, and where they are. */
export interface OwnData extends LoadedData {
  directory: string;
}

/**
 * Load a run's own data, split as it split them.
 *
 * @param options `place`: where they are now, if they were moved; `decoders`: threads that read
 * images.
 * @throws {InputError} It is of no run, or the data are gone, or others than the run's.
 */
export async function ownData(
  { config, checkpoint }: Pick<OpenedRun, "config" | "checkpoint">,
  { place, decoders }: { place?: string; decoders?: number } = {},
): Promise<OwnData> {
  const { run, data: saved } = config as Partial<RunDescription>;
  if (!run || !saved) {
    throw new InputError(
      `${checkpoint}: is of no run of deno task train, so that its data are not known; in the library, give data of your own`,
    );
  }
  const own = savedConfig(run), given = place === undefined ? own : { ...own, data: place };
  const classes = given.dataClasses ?? (saved.what === undefined ? given.classes : undefined);
  const directory = given.data ?? saved.directory;
  const data = await load(given, { classes, decoders }).catch((error) => {
    if (!(error instanceof InputError) || given.data !== undefined) throw error;
    const [why] = error.message.split(";"); // what follows is advice for a program
    throw new InputError(
      `${directory}: the run's data are not there (${why}); say with --data where they are`,
    );
  });
  if (fingerprint(data) === saved.crc32) return { ...data, directory };
  throw new InputError(
    `${checkpoint}: was trained on other data than ${directory} holds now; put that data back, or say with --data where it is`,
  );
}
