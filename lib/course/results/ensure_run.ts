import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { readLog } from "../../training/log.ts";
import type { EpochRecord } from "../../types.ts";
import { isFile } from "../_is_file.ts";
import { root } from "../_root.ts";
import { RunDirectory } from "../train/run_directory.ts";

/** Where the runs of the README's table and figures are kept. */
export const RUNS = join(root, "runs", "results");

/** A run that a table shows. */
export interface WantedRun {
  /** Its folder below {@linkcode RUNS}. */
  name: string;
  /** Flags of `deno task train`. */
  flags: string[];
  epochs: number;
}

/**
 * Train a run that is not there yet, go on with one that was stopped, leave a finished one.
 *
 * @returns Its epochs' records.
 * @throws {InputError} When its training does not end well.
 */
export async function ensureRun({ name, flags, epochs }: WantedRun): Promise<EpochRecord[]> {
  const directory = new RunDirectory(join(RUNS, name));
  if (!isFinished(directory, epochs)) await train(directory, [...flags, "--epochs", String(epochs)]);
  return readLog(directory.log);
}

function isFinished({ log, animation }: RunDirectory, epochs: number): boolean {
  return readLog(log).length === epochs && isFile(animation);
}

async function train({ path, checkpoint }: RunDirectory, flags: string[]): Promise<void> {
  const args = isFile(checkpoint) ? ["--resume", path] : [...flags, "--out", path];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", join(root, "lib/cli/train.ts"), ...args],
  });
  const { success } = await command.spawn().status;
  if (!success) throw new InputError(`${path}: its training did not end well; remove the folder and try again`);
}
