/**
 * `deno task faults`: thirty kills and some hundred damaged files; `--long` many more, and an hour of
 * training.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError, messageOf } from "../../lib/errors.ts";
import { Command, Option, runProgram } from "../../lib/cli/_commander.ts";
import { train } from "../cli/_train.ts";
import { fuzzed, type Target, targets } from "./fuzz.ts";
import { killedRun, undisturbed } from "./kills.ts";
import { soak } from "./soak.ts";

/** Without an optimiser's averages a checkpoint is a third as long. */
const SMALL = [
  ...["--limit", "20", "--batch-size", "10", "--epochs", "1", "--embedding-size", "3"],
  ...["--optimizer", "sgd", "--momentum", "0"],
];

const CORPUS = new URL("./corpus.jsonl", import.meta.url);

interface Flags {
  long?: boolean;
  kills: number;
  files: number;
  soak: number;
  seed: number;
}

const number = (flags: string, text: string, value: number) =>
  new Option(flags, text).argParser(Number).default(value);

const program = new Command("deno task faults")
  .description("Kill trainings, damage files, and train for a long time: nothing may be lost.")
  .option("--long", "a thousand kills, ten thousand files, an hour of training")
  .addOption(number("--kills <n>", "runs that are killed", 30))
  .addOption(number("--files <n>", "damaged files of each kind", 100))
  .addOption(number("--soak <hours>", "hours of training and evaluation", 0))
  .addOption(number("--seed <n>", "of what happens", 1))
  .action(async (flags: Flags) => {
    const long = { kills: 1000, files: 10_000, soak: 1 };
    await look(flags.long ? { ...flags, ...long } : flags);
  });

let faults = 0;
const say = (line: string) => console.log(line);
function fault(line: string): void {
  faults++;
  console.error(`fault: ${line}`);
}

async function look({ kills, files, soak: hours, seed }: Flags): Promise<void> {
  const place = await Deno.makeTempDir({ prefix: "faults-" });
  try {
    const reference = await undisturbed(place);
    await killAll(place, { kills, seed, reference });
    await damageAll(place, { files, seed });
    if (hours > 0) await soakFor(hours * 60);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
  if (faults > 0) throw new InputError(`${faults} faults`);
}

async function killAll(
  place: string,
  { kills, seed, reference }: {
    kills: number;
    seed: number;
    reference: Awaited<ReturnType<typeof undisturbed>>;
  },
): Promise<void> {
  const sum = { kills: 0, early: 0, runs: 0 };
  for (let i = 0; sum.kills < kills; i++) {
    const path = join(place, `killed-${i}`);
    try {
      const killed = await killedRun(path, { seed: seed + i, reference });
      sum.kills += killed.kills;
      sum.early += killed.early;
    } catch (error) {
      fault(`kills with seed ${seed + i}: ${messageOf(error)}`);
      sum.kills++;
    }
    sum.runs++;
    if (existsSync(path)) await Deno.remove(path, { recursive: true });
  }
  say(
    `${sum.kills} kills in ${sum.runs} runs, ${sum.early} before the first checkpoint: all ended as if undisturbed`,
  );
}

async function damageAll(
  place: string,
  { files, seed }: { files: number; seed: number },
): Promise<void> {
  const run = join(place, "sample");
  await train([...SMALL, "--out", run]);
  const known = Deno.readTextFileSync(CORPUS).split("\n").filter((line) => line !== "");
  const cases = known.map((line) => JSON.parse(line) as { target: Target; seed: number });
  for (const target of targets) {
    for (let i = 0; i < files; i++) cases.push({ target, seed: seed * 1_000_000 + i });
  }
  const memory = Deno.memoryUsage().rss;
  for (const { target, seed } of cases) {
    const found = await fuzzed(target, seed, { run, place });
    if (found) fault(`${JSON.stringify({ target, seed })}: ${found}`);
  }
  const grown = (Deno.memoryUsage().rss - memory) / 1e6;
  if (grown > 2000) fault(`memory grew by ${grown.toFixed(0)} MB over ${cases.length} files`);
  say(`${cases.length} damaged files (${targets.join(", ")}): read, or refused in one line`);
}

async function soakFor(minutes: number): Promise<void> {
  const { faults: grown, rounds } = await soak(minutes, say);
  for (const line of grown) fault(line);
  say(`${minutes} minutes, ${rounds} trainings and evaluations`);
}

if (import.meta.main) Deno.exit(await runProgram(program));
