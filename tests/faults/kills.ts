/** Trainings that are killed at random moments, and resumed: they end as if nothing had happened. */
import { deepStrictEqual as assertEquals } from "node:assert";
import { type Random, seededRandom } from "../../lib/random.ts";
import { spawnTrain } from "../cli/_train.ts";
import {
  argumentsFor,
  assertSameRun,
  EPOCHS,
  epochsSaved,
  hasCheckpoint,
  type Reference,
} from "./reference.ts";

/** How a run was disturbed. */
export interface Killed {
  /** Kills until it ended. */
  kills: number;
  /** Of those, how many came before there was a checkpoint. */
  early: number;
  /** And how many after the last epoch was saved, while the run's pictures were drawn. */
  late: number;
}

/**
 * Train, kill, and resume until the run has ended; then compare it with the one that nobody
 * disturbed: every line of its log, every tensor of its checkpoint, every picture.
 */
export async function killedRun(
  path: string,
  { seed, reference }: { seed: number; reference: Reference },
): Promise<Killed> {
  const random = seededRandom(seed, 11), killed: Killed = { kills: 0, early: 0, late: 0 };
  for (let start = 0; !await endsBefore(random, { path, reference, start }); start++) {
    killed.kills++;
    if (!hasCheckpoint(path)) killed.early++;
    else if (epochsSaved(path) === EPOCHS) killed.late++;
    assertEquals(killed.kills < 100, true, `${path}: no end in sight`);
  }
  assertSameRun(path, reference.path);
  return killed;
}

/** Whether a start of the run came to its end before the kill that was meant for it. */
async function endsBefore(
  random: Random,
  { path, reference, start }: {
    path: string;
    reference: Reference;
    start: number;
  },
): Promise<boolean> {
  const args = argumentsFor(path);
  const child = spawnTrain(args), patience = start < 3 ? random() : 1e9; // in the end it is left alone
  const kill = setTimeout(
    () => child.kill("SIGKILL"),
    Math.min(6e5, patience * reference.duration),
  );
  const { code, signal, stderr } = await child.output();
  clearTimeout(kill);
  if (signal === "SIGKILL") return false;
  const text = new TextDecoder().decode(stderr);
  // The kill before came when all was done, just before the process would have ended.
  if (code === 2 && text.includes("all of its epochs are done")) return true;
  assertEquals(code, 0, text);
  return true;
}
