/** Measures one batch size: starts the programs, runs the rounds, summarises. */
import { InputError } from "../../errors.ts";
import { type Child, startChild } from "./child.ts";
import type { Program } from "./programs.ts";
import { type Contestant, measureRounds } from "./rounds.ts";
import { operationsPerImage, ratiosTo, type Spread, spreadOf } from "./statistics.ts";

/** One program's results. */
export interface Row {
  name: Program["name"];
  label: string;
  /** Names and versions of what ran. */
  software: string;
  imagesPerSecond: Spread;
  /** One value per round. */
  rounds: number[];
  /**
   * Multiples of the article's code, each round against the same round; absent if that was not
   * measured.
   */
  timesArticle?: Spread;
  /** Process start to the end of the first training step, loading the data included. */
  startSeconds: number;
  /** Peak memory of its process; null if unavailable. */
  peakBytes: number | null;
  /** The step's necessary operations as a share of the matmul peak. */
  peakShare: number;
}

/** One batch size's results. */
export interface Section {
  batch: number;
  /** Steps per program and round. */
  steps: number;
  rows: Row[];
  /** GFLOP/s of 2048³ float32 matrix products through our engine, in the same rounds. */
  matmul: Spread;
}

/** How much is measured. */
export interface SectionOptions {
  batch: number;
  rounds: number;
  report: (line: string) => void;
  /** Called with the reason why an optional program has no row. */
  leaveOut: (line: string) => void;
}

const IMAGES_PER_TURN = 4096;
const MATMULS_PER_TURN = 10;
const MATMUL = "matmul";

/** Steps per round for a batch size: a few seconds on two cores. */
export function stepsFor(batch: number): number {
  return Math.max(2, Math.ceil(IMAGES_PER_TURN / batch));
}

/**
 * Measure programs at one batch size; ours must be among them.
 *
 * @throws {InputError} When one of them exits, or its loss is not finite.
 */
export async function measureSection(
  programs: Program[],
  options: SectionOptions,
): Promise<Section> {
  const { batch, rounds, report, leaveOut } = options;
  const steps = stepsFor(batch);
  const children: Child[] = [];
  try {
    for (const program of programs) {
      report(`batch ${batch}: starting ${program.label}`);
      const child = await startIfPossible(program, leaveOut);
      if (child) children.push(child);
    }
    const peaks: Record<string, number | null> = {};
    const contestants = contestantsFrom(children, { steps, peaks });
    const rates = await measureRounds(contestants, {
      rounds,
      report: (round, now) =>
        report(`batch ${batch}: round ${round} of ${rounds}: ${roundText(now)}`),
    });
    const matmul = spreadOf(rates[MATMUL]);
    return {
      batch,
      steps,
      matmul,
      rows: children.map((child) => rowFor(child, { rates, peaks, matmul })),
    };
  } finally {
    for (const child of children) await child.stop();
  }
}

async function startIfPossible(
  program: Program,
  leaveOut: (line: string) => void,
): Promise<Child | undefined> {
  try {
    return await startChecked(program);
  } catch (error) {
    if (!program.optional || !(error instanceof InputError)) throw error;
    leaveOut(error.message);
  }
}

/** Without the allocator, the row's label would be wrong. */
async function startChecked(program: Program): Promise<Child> {
  const child = await startChild(program);
  if (!program.tcmalloc || child.ready.tcmalloc) return child;
  await child.stop();
  throw new InputError(
    `${program.label}: ${program.env.LD_PRELOAD} was not loaded; is it built for this system?`,
  );
}

function contestantsFrom(
  children: Child[],
  { steps, peaks }: { steps: number; peaks: Record<string, number | null> },
): Contestant[] {
  const trainers = children.map((child) => ({
    name: child.program.name,
    run: async () => {
      const { imagesPerSecond, peakBytes } = await child.steps(steps);
      peaks[child.program.name] = peakBytes;
      return imagesPerSecond;
    },
  }));
  const ours = children.find(({ program }) => program.name === "ours");
  if (!ours) throw new RangeError("measureSection: our program is missing");
  const run = async () => (await ours.matmul(MATMULS_PER_TURN)).gigaflopsPerSecond;
  return [...trainers, { name: MATMUL, run }];
}

function rowFor(
  { program, ready, startSeconds }: Child,
  { rates, peaks, matmul }: {
    rates: Record<string, number[]>;
    peaks: Record<string, number | null>;
    matmul: Spread;
  },
): Row {
  const rounds = rates[program.name];
  const imagesPerSecond = spreadOf(rounds);
  return {
    name: program.name,
    label: program.label,
    software: `${ready.software}${ready.device === "cpu" ? "" : ` (${ready.device})`}`,
    imagesPerSecond,
    rounds,
    timesArticle: rates.article && spreadOf(ratiosTo(rates.article, rounds)),
    startSeconds,
    peakBytes: peaks[program.name],
    peakShare: imagesPerSecond.median * operationsPerImage() / (matmul.median * 1e9),
  };
}

function roundText(rates: Record<string, number>): string {
  const parts = Object.entries(rates).map(([name, rate]) => `${name} ${Math.round(rate)}`);
  return `${parts.join(", ")} (images/s; matmul GFLOP/s)`;
}
