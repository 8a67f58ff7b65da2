/** The run that nobody disturbs, and the comparison with it. */
import { deepStrictEqual as assertEquals } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { decodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { logNumbers, train } from "../cli/_train.ts";

/** Epochs of the run. */
export const EPOCHS = 3;

const TINY = [
  ...["--limit", "60", "--batch-size", "20", "--epochs", String(EPOCHS)],
  ...["--keep-best", "--ema", "0.9"],
];

/** The run that nobody disturbed. */
export interface Reference {
  path: string;
  /** How long it took, milliseconds. */
  duration: number;
}

/** Train it. */
export async function undisturbed(place: string): Promise<Reference> {
  const path = join(place, "undisturbed"), start = performance.now();
  const { code, stderr } = await train([...TINY, "--out", path]);
  assertEquals(code, 0, stderr);
  return { path, duration: performance.now() - start };
}

/** What begins the same run in a folder, or goes on with it. */
export function argumentsFor(path: string): string[] {
  return hasCheckpoint(path) ? ["--resume", path] : [...TINY, "--out", path];
}

export function hasCheckpoint(path: string): boolean {
  return existsSync(join(path, "checkpoint.safetensors"));
}

/** Finished epochs in a run's checkpoint. */
export function epochsSaved(path: string): number {
  const file = join(path, "checkpoint.safetensors");
  return JSON.parse(decodeSafetensors(Deno.readFileSync(file), file).metadata.state).epoch;
}

/** Every line of the log, every tensor of the checkpoints, every picture. */
export function assertSameRun(path: string, reference: string): void {
  assertEquals(logNumbers(path), logNumbers(reference));
  for (const name of ["checkpoint", "best"]) {
    assertEquals(tensorsOf(path, name), tensorsOf(reference, name));
  }
  assertEquals(filesOf(path), filesOf(reference));
  const [drawn, wanted] = [path, reference].map((run) =>
    Deno.readFileSync(join(run, "evolution.gif"))
  );
  assertEquals(drawn, wanted);
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
