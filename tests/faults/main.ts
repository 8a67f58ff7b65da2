/**
 * `deno task faults`: kills, damaged files, faulty disks and clocks; `--long` many more, and an hour
 * of training.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError, messageOf } from "../../lib/errors.ts";
import { Command, InvalidArgumentError, Option, runProgram } from "../../lib/cli/_commander.ts";
import { train } from "../cli/_train.ts";
import { loaded, wrongClock } from "./clock_and_load.ts";
import { faultyDisk, mayMount, slowDisk } from "./disk.ts";
import { targets } from "./fuzz.ts";
import { watchFuzzer } from "./fuzz_watch.ts";
import { killedRun } from "./kills.ts";
import { type Reference, undisturbed } from "./reference.ts";
import { killedSetup } from "./setup_kills.ts";
import { soak } from "./soak.ts";

/** How much of each. */
const SHORT = { kills: 30, setups: 3, files: 100, disks: 4, clocks: 1, loads: 1, soak: 0 };
const LONG = { kills: 1000, setups: 40, files: 5000, disks: 60, clocks: 20, loads: 20, soak: 1 };
type Plan = typeof SHORT & { seed: number };

interface Flags extends Partial<Plan> {
  long?: boolean;
  only?: string;
  seed: number;
}

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0) return value;
  throw new InvalidArgumentError("It must be a number of at least 0.");
};
const count = (name: string, text: string) => new Option(`--${name} <n>`, text).argParser(number);

const program = new Command("deno task faults")
  .description("Kills, damaged files, faulty disks, clocks and loads: nothing may be lost.")
  .option("--long", "a thousand kills, five thousand files of each kind, an hour of training")
  .addOption(count("kills", "times a training is killed"))
  .addOption(count("setups", "set-ups that are killed"))
  .addOption(count("files", `damaged files of each kind (${targets.join(", ")})`))
  .addOption(count("disks", "disks that fill up, may not be written, or are slow"))
  .addOption(count("clocks", "runs under a clock that is set back"))
  .addOption(count("loads", "runs that are killed beside four busy loops"))
  .addOption(new Option("--soak <hours>", "hours of training and evaluation").argParser(number))
  .addOption(count("seed", "of what happens").default(1))
  .addOption(
    new Option("--only <part>", "nothing but this").choices(Object.keys(SHORT)),
  )
  .action(look);

let faults = 0;
const say = (line: string) => console.log(line);
function fault(line: string): void {
  faults++;
  console.error(`fault: ${line}`);
}

async function look({ long, only, ...flags }: Flags): Promise<void> {
  const wanted = { ...(long ? LONG : SHORT), ...flags };
  const isWanted = (part: string) => only === undefined || part === only || part === "seed";
  const plan = Object.fromEntries(
    Object.entries(wanted).map(([part, value]) => [part, isWanted(part) ? value : 0]),
  ) as Plan;
  const place = await Deno.makeTempDir({ prefix: "faults-" });
  try {
    await lookIn(place, plan);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
  if (faults > 0) throw new InputError(`${faults} faults`);
}

async function lookIn(place: string, plan: Plan): Promise<void> {
  const start = performance.now(), reference = await undisturbed(place);
  if (plan.kills > 0) await killAll(place, plan, reference);
  await setUpAll(place, plan);
  await disturbAll(place, plan, reference);
  if (plan.files > 0) await damageAll(place, plan);
  if (plan.soak > 0) await soakFor(plan.soak * 60);
  say(`${((performance.now() - start) / 60_000).toFixed(0)} minutes in all`);
}

async function killAll(place: string, { kills, seed }: Plan, reference: Reference): Promise<void> {
  const sum = { kills: 0, early: 0, late: 0, runs: 0 };
  const killSome = async () => {
    while (sum.kills < kills) {
      const own = seed + sum.runs++, path = join(place, `killed-${own}`);
      await attempt(`kills with seed ${own}`, async () => {
        const killed = await killedRun(path, { seed: own, reference });
        sum.kills += killed.kills;
        sum.early += killed.early;
        sum.late += killed.late;
      }, () => sum.kills++);
      if (existsSync(path)) await Deno.remove(path, { recursive: true });
      if (sum.runs % 50 === 0) say(`… ${sum.kills} kills`);
    }
  };
  await Promise.all([killSome(), killSome()]); // two at a time
  const when = `${sum.early} before the first checkpoint, ${sum.late} while drawing at the end`;
  say(`${sum.kills} kills in ${sum.runs} runs (${when}): all ended as if undisturbed`);
}

async function setUpAll(place: string, { setups, seed }: Plan): Promise<void> {
  let kills = 0, done = 0;
  for (; done < setups; done++) {
    const download = done % 4 === 3;
    await attempt(`set-up with seed ${seed + done}`, async () => {
      kills += await killedSetup(place, { seed: seed + done, download });
    });
  }
  if (done > 0) say(`${kills} kills in ${done} set-ups: the engine's files are the right ones`);
}

async function disturbAll(place: string, plan: Plan, reference: Reference): Promise<void> {
  const canMount = plan.disks > 0 && await mayMount(place);
  if (plan.disks > 0 && !canMount) say("small disks cannot be mounted here: only slow ones");
  const parts = [
    ["disks", canMount ? plan.disks : 0, faultyDisk, "small or read-only disks"],
    ["slow", Math.ceil(plan.disks / 4), slowDisk, "runs held up again and again"],
    ["clocks", plan.clocks, wrongClock, "runs under a clock that was set back"],
    ["loads", plan.loads, loaded, "runs killed beside four busy loops"],
  ] as const;
  for (const [name, times, disturb, text] of parts) {
    let met = 0;
    for (let i = 0; i < times; i++) {
      const seed = plan.seed + i;
      await attempt(`${name} with seed ${seed}`, async () => {
        met += await disturb(place, { seed, reference });
      });
    }
    if (times > 0) say(`${times} ${text} (${met} faults met): all ended as if undisturbed`);
  }
}

async function attempt(
  name: string,
  action: () => Promise<void>,
  otherwise = () => {},
): Promise<void> {
  try {
    await action();
  } catch (error) {
    fault(`${name}: ${messageOf(error)}`);
    otherwise();
  }
}

/** Without an optimiser's averages a checkpoint is a third as long. */
const SMALL = [
  ...["--limit", "20", "--batch-size", "10", "--epochs", "1", "--embedding-size", "3"],
  ...["--optimizer", "sgd", "--momentum", "0"],
];

async function damageAll(place: string, { files, seed }: Plan): Promise<void> {
  const run = join(place, "sample");
  await train([...SMALL, "--out", run]);
  const damaged = await watchFuzzer({ files, seed, run, place }, fault);
  say(`${damaged} damaged files (${targets.join(", ")}): read, or refused in one line`);
}

async function soakFor(minutes: number): Promise<void> {
  const { faults: grown, rounds } = await soak(minutes, say);
  for (const line of grown) fault(line);
  say(`${minutes} minutes, ${rounds} trainings and evaluations: memory, tensors and files flat`);
}

if (import.meta.main) Deno.exit(await runProgram(program));
