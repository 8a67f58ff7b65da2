import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { readLog } from "../../training/files/log.ts";
import type { TestedRecord } from "../../types.ts";
import { root } from "../root.ts";

/** Folder of the runs for the README's table and figures. */
export const RUNS = join(root, "runs", "results");

/** Names in a run's folder; the animation is the last file a run writes. */
export const CHECKPOINT = "checkpoint.safetensors", LAST_FILE = "evolution.gif";

/** A run that a table shows. */
export interface WantedRun {
  /** Its folder below {@linkcode RUNS}. */
  name: string;
  /** Flags of `deno task train`. */
  flags: string[];
  epochs: number;
}

/**
 * Train a missing run, resume a stopped one, leave a finished one alone.
 *
 * @returns Its epochs' records.
 * @throws {InputError} When its training fails.
 */
export async function ensureRun({ name, flags, epochs }: WantedRun): Promise<TestedRecord[]> {
  const path = join(RUNS, name), log = join(path, "log.jsonl");
  const isFinished = readLog(log).length === epochs && existsSync(join(path, LAST_FILE));
  if (!isFinished) await train(path, [...flags, "--epochs", String(epochs)]);
  return readLog(log) as TestedRecord[]; // MNIST has a test set
}

async function train(path: string, flags: string[]): Promise<void> {
  const args = existsSync(join(path, CHECKPOINT)) ? ["--resume", path] : [...flags, "--out", path];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", join(root, "lib/cli/train.ts"), ...args],
  });
  const { success } = await command.spawn().status;
  if (!success) {
    throw new InputError(`${path}: its training failed; remove the folder and try again`);
  }
}
