/** Runs that met strangers: digits without 8 and 9, and characters; what is measured of each. */
import { join } from "node:path";
import { openData } from "../../../data/mod.ts";
import { openRun } from "../../../inference/mod.ts";
import { seededRandom, shuffledIndices } from "../../../random.ts";
import { embed } from "../../../training/mod.ts";
import type { Model } from "../../../types.ts";
import { ensureRun, RUNS, type WantedRun } from "../ensure_run.ts";
import type { WantedRow } from "../recorded.ts";
import { enrolled, type Enrolment, type Labelled, withLabels } from "./enrolment.ts";

/** One training, and each draw of the images that are enrolled. */
export interface StrangerRow {
  what: "softmax" | "digits" | "characters";
  seed: number;
  draws: Enrolment[];
}

/** Seeds of the trainings, and draws of the enrolled images on each. */
export const SEEDS = [1, 2, 3], DRAWS = { softmax: 20, digits: 20, characters: 10 };
/** Of its own among the streams of random numbers. */
const STREAM = 67;

/** Images of each name. */
export const ENROLLED = { softmax: 5, digits: 5, characters: 1 };

/** Characters that are drawn, the share of them held out, and how many of those are enrolled. */
const CHARACTERS = { classes: 2600, holdOutClasses: 0.3077, enrolled: 400 };

/** The runs, flags and all. */
export const strangerRuns: Record<StrangerRow["what"], (seed: number) => WantedRun> = {
  softmax: (seed) => withoutTwo(`without-8-9-softmax-${seed}`, seed, ["--head", "softmax"]),
  digits: (seed) => withoutTwo(`without-8-9-${seed}`, seed),
  characters: (seed) => ({
    name: `characters-${seed}`,
    flags: [
      ...["--data", "characters", "--classes", String(CHARACTERS.classes)],
      ...["--hold-out-classes", String(CHARACTERS.holdOutClasses), "--embedding-size", "128"],
      ...["--seed", String(seed)],
    ],
    epochs: 8,
  }),
};

/** Digits without 8 and 9. */
function withoutTwo(name: string, seed: number, head: string[] = []): WantedRun {
  const data = ["--embedding-size", "32", "--hold-out-classes", "8,9", "--seed", String(seed)];
  return { name, flags: [...head, ...data], epochs: 4 };
}

/** In the table's order. */
export const KINDS = ["softmax", "digits", "characters"] as const;

/** All rows. */
export function wantedStrangers(): WantedRow<StrangerRow>[] {
  return KINDS.flatMap((what) =>
    SEEDS.map((seed) => ({
      is: (row: StrangerRow) => row.what === what && row.seed === seed,
      measure: async () => ({
        what,
        seed,
        draws: await measures[what](await modelOf(what, seed), seed),
      }),
    }))
  );
}

async function modelOf(what: StrangerRow["what"], seed: number): Promise<Model> {
  const run = strangerRuns[what](seed);
  await ensureRun(run);
  return (await openRun(join(RUNS, run.name))).model;
}

type Measure = (model: Model, seed: number) => Promise<Enrolment[]>;

/** 8 and 9 are enrolled; the digits that were trained are nobody. */
const ofDigits = (what: "softmax" | "digits"): Measure => async (model, seed) => {
  const { test, unseen } = await openData(undefined, { holdOutClasses: ["8", "9"], seed });
  const known = await embed(model, unseen!), others = await embed(model, test!);
  return draws(what, seed, () => [known, others]);
};

const measures: Record<StrangerRow["what"], Measure> = {
  softmax: ofDigits("softmax"),
  digits: ofDigits("digits"),
  /** Of the characters held out some are enrolled; the others are nobody. */
  characters: async (model, seed) => {
    const { classes, holdOutClasses, enrolled: count } = CHARACTERS;
    const { unseen } = await openData("characters", { classes, holdOutClasses, seed });
    const all = await embed(model, unseen!);
    return draws("characters", seed, (random) => {
      const order = shuffledIndices(unseen!.classes, random);
      const parts = [order.subarray(0, count), order.subarray(count)];
      return parts.map((labels) => withLabels(all, new Set(labels))) as [Labelled, Labelled];
    });
  },
};

/** Each draw has random numbers of its own. */
function draws(
  what: StrangerRow["what"],
  seed: number,
  sets: (random: () => number) => [known: Labelled, others: Labelled],
): Enrolment[] {
  return Array.from({ length: DRAWS[what] }, (_, draw) => {
    const random = seededRandom(seed, STREAM, draw), [known, others] = sets(random);
    return enrolled(known, others, { count: ENROLLED[what], random });
  });
}
