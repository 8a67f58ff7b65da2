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

/** What is enrolled, and the images of each name. */
export const SETS = {
  digits: { name: "without-8-9", enrolled: 5, draws: 20 },
  characters: { name: "characters", enrolled: 1, draws: 10 },
} as const;

/** A model that met strangers. */
export interface Trial {
  set: keyof typeof SETS;
  head: "softmax" | "arcface";
}

/** One training, and each draw of the images that are enrolled. */
export interface StrangerRow extends Trial {
  seed: number;
  draws: Enrolment[];
}

/** In the table's order, and the seeds of the trainings. */
export const TRIALS: readonly (Trial & { seeds: number[] })[] = [
  { set: "digits", head: "softmax", seeds: [1, 2, 3] },
  { set: "digits", head: "arcface", seeds: [1, 2, 3] },
  { set: "characters", head: "softmax", seeds: [1] },
  { set: "characters", head: "arcface", seeds: [1, 2, 3] },
];

/** Of its own among the streams of random numbers. */
const STREAM = 67;

/** Characters that are drawn, the share of them held out, and how many of those are enrolled. */
const CHARACTERS = { classes: 2600, holdOutClasses: 0.3077, enrolled: 400 };

const dataFlags: Record<Trial["set"], string[]> = {
  digits: ["--hold-out-classes", "8,9", "--embedding-size", "32"],
  characters: [
    ...["--data", "characters", "--classes", String(CHARACTERS.classes)],
    ...["--hold-out-classes", String(CHARACTERS.holdOutClasses), "--embedding-size", "128"],
  ],
};

/** The run, flags and all. */
function runOf({ set, head }: Trial, seed: number): WantedRun {
  const kind = head === "arcface" ? "" : `-${head}`;
  return {
    name: `${SETS[set].name}${kind}-${seed}`,
    flags: ["--head", head, ...dataFlags[set], "--seed", String(seed)],
    epochs: set === "digits" ? 4 : 8,
  };
}

/** All rows. */
export function wantedStrangers(): WantedRow<StrangerRow>[] {
  return TRIALS.flatMap(({ set, head, seeds }) =>
    seeds.map((seed) => ({
      is: (row: StrangerRow) => row.set === set && row.head === head && row.seed === seed,
      measure: async () => {
        const model = await modelOf({ set, head }, seed);
        return { set, head, seed, draws: await measures[set](model, seed) };
      },
    }))
  );
}

async function modelOf(trial: Trial, seed: number): Promise<Model> {
  const run = runOf(trial, seed);
  await ensureRun(run);
  return (await openRun(join(RUNS, run.name))).model;
}

type Measure = (model: Model, seed: number) => Promise<Enrolment[]>;

const measures: Record<Trial["set"], Measure> = {
  /** 8 and 9 are enrolled; the digits that were trained are nobody. */
  digits: async (model, seed) => {
    const { test, unseen } = await openData(undefined, { holdOutClasses: ["8", "9"], seed });
    const known = await embed(model, unseen!), others = await embed(model, test!);
    return draws("digits", seed, () => [known, others]);
  },
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
  set: Trial["set"],
  seed: number,
  sets: (random: () => number) => [known: Labelled, others: Labelled],
): Enrolment[] {
  return Array.from({ length: SETS[set].draws }, (_, draw) => {
    const random = seededRandom(seed, STREAM, draw), [known, others] = sets(random);
    return enrolled(known, others, { count: SETS[set].enrolled, random });
  });
}
