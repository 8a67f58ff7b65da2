/** Trainings that are killed at random moments, and resumed: they end as if nothing had happened. */
import { deepStrictEqual as assertEquals } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Random, seededRandom } from "../../lib/random.ts";
import { decodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { logNumbers, spawnTrain, train } from "../cli/_train.ts";

const TINY = [
  "--limit",
  "60",
  "--batch-size",
  "20",
  "--epochs",
  "3",
  "--keep-best",
  "--ema",
  "0.9",
];

/** How a run was disturbed. */
export interface Killed {
  /** Kills until it ended. */
  kills: number;
  /** Of those, how many came before there was a checkpoint. */
  early: number;
}

/** The run that nobody disturbs, and how long it takes, in milliseconds. */
export async function undisturbed(place: string): Promise<{ path: string; duration: number }> {
  const path = join(place, "undisturbed"), start = performance.now();
  const { code, stderr } = await train([...TINY, "--out", path]);
  assertEquals(code, 0, stderr);
  return { path, duration: performance.now() - start };
}

/**
 * Train, kill, and resume until the run has ended; then compare it with the one that nobody
 * disturbed: every line of its log, every tensor of its checkpoint, every picture.
 */
export async function killedRun(
  path: string,
  { seed, reference }: { seed: number; reference: { path: string; duration: number } },
): Promise<Killed> {
  const random = seededRandom(seed, 11), killed: Killed = { kills: 0, early: 0 };
  for (let start = 0; !await endsBefore(random, { path, reference, start }); start++) {
    killed.kills++;
    if (!existsSync(join(path, "checkpoint.safetensors"))) killed.early++;
    assertEquals(killed.kills < 100, true, `${path}: no end in sight`);
  }
  assertEquals(logNumbers(path), logNumbers(reference.path));
  for (const name of ["checkpoint", "best"]) {
    assertEquals(tensorsOf(path, name), tensorsOf(reference.path, name));
  }
  assertEquals(filesOf(path), filesOf(reference.path));
  return killed;
}

/** Whether a start of the run came to its end before the kill that was meant for it. */
async function endsBefore(
  random: Random,
  { path, reference, start }: {
    path: string;
    reference: { duration: number };
    start: number;
  },
): Promise<boolean> {
  const args = existsSync(join(path, "checkpoint.safetensors"))
    ? ["--resume", path]
    : [...TINY, "--out", path];
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

function tensorsOf(run: string, name: string) {
  const path = join(run, `${name}.safetensors`);
  return decodeSafetensors(Deno.readFileSync(path), path).tensors;
}

function filesOf(run: string): string[] {
  return ["", "figures", "frames"].flatMap((folder) =>
    Array.from(Deno.readDirSync(join(run, folder)), ({ name }) => join(folder, name))
  ).sort();
}
