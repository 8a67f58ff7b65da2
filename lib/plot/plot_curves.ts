import { InputError } from "../errors.ts";
import type { EpochRecord, Figure } from "../types.ts";
import { type Axis, linearAxis, logarithmicAxis, rangeOf } from "./_axis.ts";
import { checkWidth } from "./_checks.ts";
import { composeFigure, type HeadingOptions } from "./_compose.ts";
import { type Line, linesMarkup } from "./_lines.ts";
import { load } from "./_packages.ts";
import { classColors } from "./colors.ts";

/** One of several runs to compare. */
export interface Run {
  /** The label of its line. */
  name: string;
  /** One for each finished epoch, in order. */
  records: EpochRecord[];
}

/** Options of {@linkcode plotCurves}. */
export interface PlotCurvesOptions extends HeadingOptions {
  /** CSS pixels. @default {760} */
  width?: number;
}

const panelHeight = 260;

/** What a test set may say; without one there is none of them. */
const results = ["testLoss", "testAccuracy", "equalErrorRate"] as const;

/**
 * Losses and test accuracy by epoch, side by side, each line labelled at its end.
 *
 * For one run it shows training and test loss; for several, given as `{ name, records }[]`, the
 * test loss of each. If the test set is of strangers, the equal error rate replaces the accuracy;
 * without a test set there is only the training loss. If losses differ by more than a factor of 20,
 * their axis is logarithmic, and says so.
 *
 * @throws {InputError} No records, or one with a number that is not finite.
 */
export function plotCurves(
  records: EpochRecord[] | Run[],
  options: PlotCurvesOptions = {},
): Figure {
  const runs = runsOf(records);
  for (const run of runs) checkRun(run);
  const width = checkWidth(options.width ?? 760), half = width / 2;
  const style = { width: half, height: panelHeight, x: epochAxis(runs), dots: true };
  const losses = lossLines(runs), rates = rateLines(runs);
  const name = runs.length > 1 ? `${hasAll(runs, "testLoss") ? "test" : "train"} loss` : "loss";
  const loss = linesMarkup(losses, { ...style, y: lossAxis(losses, name) });
  const panels = [{ markup: loss, x: 0, y: 0 }];
  if (rates.length > 0) {
    const y = percentAxis(
      rates,
      `${hasAll(runs, "testAccuracy") ? "test accuracy" : "equal error rate"}, %`,
    );
    const rate = linesMarkup(rates.map(withLastValue), { ...style, y });
    panels.push({ markup: rate, x: half, y: 0 });
  }
  return composeFigure(panels, { ...options, width, height: panelHeight });
}

function runsOf(records: EpochRecord[] | Run[]): Run[] {
  if (records.length === 0) throw new InputError("records: empty; give at least one epoch");
  return "records" in records[0]
    ? records as Run[]
    : [{ name: "", records: records as EpochRecord[] }];
}

function checkRun({ name, records }: Run): void {
  const where = name ? `records of ${name}` : "records";
  if (records.length === 0) throw new InputError(`${where}: empty; give at least one epoch`);
  records.forEach((record, i) => {
    for (const key of ["epoch", "trainLoss", ...results] as const) {
      if (Number.isFinite(record[key])) continue;
      if (record[key] === undefined && key !== "epoch" && key !== "trainLoss") continue;
      throw new InputError(`${where}: ${key} at index ${i} is ${record[key]}; give finite numbers`);
    }
  });
}

/** One run: training and test loss. Several: each one's test loss, in its own colour. */
function lossLines(runs: Run[]): Line[] {
  const isTested = hasAll(runs, "testLoss");
  if (runs.length > 1) {
    const key = isTested ? "testLoss" : "trainLoss";
    return runs.map((run, k) => lineOf(run, run.name, key, runColor(runs, k)));
  }
  const train = lineOf(runs[0], "train", "trainLoss", "#be7217");
  return isTested ? [train, lineOf(runs[0], "test", "testLoss", "#141cff")] : [train];
}

function rateLines(runs: Run[]): Line[] {
  const keys = (["testAccuracy", "equalErrorRate"] as const).filter((key) => hasAll(runs, key));
  if (keys.length === 0) return [];
  const lines = runs.map((run, k) =>
    lineOf(run, run.name || "test", keys[0], runs.length > 1 ? runColor(runs, k) : "#141cff")
  );
  const both = keys.length > 1 && runs.length === 1;
  return both ? [...lines, lineOf(runs[0], "equal errors", keys[1], "#be7217")] : lines;
}

function hasAll(runs: Run[], key: typeof results[number]): boolean {
  return runs.every(({ records }) => records.every((record) => record[key] !== undefined));
}

function runColor(runs: Run[], index: number): string {
  return classColors(runs.length)[index];
}

function lineOf(
  { records }: Run,
  name: string,
  key: "trainLoss" | typeof results[number],
  color: string,
): Line {
  const factor = key === "testAccuracy" || key === "equalErrorRate" ? 100 : 1;
  return {
    name,
    color,
    points: records.map((record) => ({ x: record.epoch, y: factor * record[key]! })),
  };
}

function withLastValue(line: Line): Line {
  return { ...line, name: `${line.name} ${line.points.at(-1)!.y.toFixed(1)}` };
}

/** Whole epochs only; a single one is centred. */
function epochAxis(runs: Run[]): Axis {
  const [first, last] = rangeOf(runs.flatMap(({ records }) => records.map(({ epoch }) => epoch)));
  const step = Math.ceil((last - first + 1) / 8);
  return {
    label: "epoch",
    domain: first === last ? [first - 0.5, last + 0.5] : [first, last],
    ticks: load("d3").range(first, last + 1, step),
    tickFormat: String,
    at: (value) => value,
  };
}

function lossAxis(lines: Line[], label: string): Axis {
  const [low, high] = valueRange(lines);
  if (low > 0 && high > 20 * low) return logarithmicAxis([low / 1.15, high * 1.15], label);
  return linearAxis([Math.min(0, low), Math.max(0, high) * 1.06 || 1], label);
}

/** On an axis from 0, accuracies of 97 and 98 % would coincide. */
function percentAxis(lines: Line[], label: string): Axis {
  const [low, high] = valueRange(lines);
  const room = Math.max(0.5, 0.08 * (high - low));
  return linearAxis([Math.max(0, low - room), Math.min(100, high + room)], label);
}

function valueRange(lines: Line[]): [number, number] {
  return rangeOf(lines.flatMap(({ points }) => points.map(({ y }) => y)));
}
