import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import { checkEach, checkFinite, checkLength } from "./_checks.ts";
import type { HeadingOptions } from "./_compose.ts";
import { plotLines } from "./plot_lines.ts";

/** A ROC curve, point by point, from `roc`. */
export interface RocCurve {
  /** FAR, rising, 0 … 1. */
  falseAccept: ArrayLike<number>;
  /** TAR, the same number. */
  trueAccept: ArrayLike<number>;
}

/** Options of {@linkcode plotRoc}. */
export interface PlotRocOptions extends HeadingOptions {
  /** Smallest FAR of the axis. @default {1e-4} */
  from?: number;
  /** CSS pixels. @default {640} */
  width?: number;
  /** CSS pixels, without titles. @default {340} */
  height?: number;
}

/** Maximum points per curve: more would be invisible and make a large file. */
const MOST_POINTS = 400;

/**
 * ROC of one or more models: share of same pairs accepted over the share of different pairs
 * accepted, on a logarithmic axis.
 *
 * @param curves Name → curve.
 * @throws {InputError} No curve, arrays of different lengths, or a number outside 0 … 1.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotRoc({ ArcFace: { falseAccept: [0, 0.001, 0.1, 1], trueAccept: [0.4, 0.8, 0.97, 1] } });
 * assertStringIncludes(figure.svg, "ArcFace");
 * ```
 */
export function plotRoc(curves: Record<string, RocCurve>, options: PlotRocOptions = {}): Figure {
  const { from = 1e-4, title, subtitle, width, height = 340 } = options;
  if (!(from > 0 && from < 1)) throw new InputError(`from: is ${from}; give a FAR between 0 and 1`);
  const series = Object.fromEntries(
    Object.entries(curves).map(([name, curve]) => [name, lineOf(name, curve, from)]),
  );
  return plotLines(series, {
    ...{ title, subtitle, width, height },
    xLabel: "false accept rate",
    yLabel: "true accept rate",
    logX: true,
    xDomain: [from, 1],
    yDomain: [0, 1],
  });
}

/** The part from `from` on, starting with the TAR at that point. */
function lineOf(
  name: string,
  { falseAccept, trueAccept }: RocCurve,
  from: number,
): { x: number[]; y: number[] } {
  checkShares(`falseAccept of ${name}`, falseAccept);
  checkLength(`trueAccept of ${name}`, trueAccept, falseAccept.length, "as many as falseAccept");
  checkShares(`trueAccept of ${name}`, trueAccept);
  const all = Array.from(falseAccept, (x, k) => ({ x, y: trueAccept[k] }));
  const before = all.filter(({ x }) => x <= from).reduce((most, { y }) => Math.max(most, y), 0);
  const points = [{ x: from, y: before }, ...all.filter(({ x }) => x > from)];
  const thinned = thinOut(points);
  return { x: thinned.map(({ x }) => x), y: thinned.map(({ y }) => y) };
}

/**
 * The first and the last point of each of so many even parts of log x: where the curve rises within
 * one, both ends of the step are drawn.
 */
function thinOut(points: { x: number; y: number }[]): { x: number; y: number }[] {
  const [low, high] = [Math.log(points[0].x), Math.log(points.at(-1)!.x)];
  const place = (x: number) => Math.floor((Math.log(x) - low) / (high - low || 1) * MOST_POINTS);
  return points.filter(({ x }, k) =>
    k === 0 || k === points.length - 1 || place(x) !== place(points[k - 1].x) ||
    place(x) !== place(points[k + 1].x)
  );
}

function checkShares(name: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new InputError(`${name}: empty; give at least one point`);
  checkFinite(name, values);
  checkEach(name, values, (value) => value >= 0 && value <= 1, "; give shares between 0 and 1");
}
