import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { readLog } from "../../training/log.ts";
import type { EpochRecord } from "../../types.ts";
import { isFile } from "../_is_file.ts";
import { root } from "../_root.ts";
import { RunDirectory } from "../train/run_directory.ts";
import { EPOCHS, type Method, runName } from "./methods.ts";

/** Where the runs of the README's table and figures are kept. */
export const RUNS = join(root, "runs", "results");

/**
 * Train a run that is not there yet, go on with one that was stopped, leave a finished one.
 *
 * @returns Its epochs' records.
 * @throws {InputError} When its training does not end well.
 */
export async function ensureRun(method: Method, seed: number): Promise<EpochRecord[]> {
  const directory = new RunDirectory(join(RUNS, runName(method, seed)));
  if (!isFinished(directory)) await train(directory, [...method.flags, "--seed", String(seed)]);
  return readLog(directory.log);
}

function isFinished({ log, animation }: RunDirectory): boolean {
  return readLog(log).length === EPOCHS && isFile(animation);
}

async function train({ path, checkpoint }: RunDirectory, flags: string[]): Promise<void> {
  const args = isFile(checkpoint) ? ["--resume", path] : [...flags, "--out", path];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", join(root, "lib/cli/train.ts"), ...args],
  });
  const { success } = await command.spawn().status;
  if (!success) throw new InputError(`${path}: its training did not end well; remove the folder and try again`);
}
