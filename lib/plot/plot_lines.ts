import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import {
  checkFinite,
  checkGaps,
  checkHeight,
  checkLength,
  checkPositive,
  checkWidth,
} from "./_checks.ts";
import { stackFigure } from "./_compose.ts";
import { linesMarkup } from "./_lines.ts";
import { checkMarks } from "./_reference_marks.ts";
import { xyAxes, type XYOptions } from "./_xy_options.ts";
import { classColors } from "./colors.ts";

/** One curve. */
export interface LineSeries {
  /** In the order of the line. */
  x: ArrayLike<number>;
  /** The same number; NaN breaks the line. */
  y: ArrayLike<number>;
  /** Drawn dashed. @default {false} */
  dashed?: boolean;
  /** `#rrggbb`. @default {one per curve, those of the classes} */
  color?: string;
}

/** Options of {@linkcode plotLines}. */
export interface PlotLinesOptions extends XYOptions {
  /** x is in radians, also for marks; its axis is labelled in degrees. @default {false} */
  degrees?: boolean;
  /** Draw a dot at each point, as for measurements. @default {false} */
  dots?: boolean;
}

/**
 * Curves y(x), each labelled at its end.
 *
 * @param series Name → curve. Integer names come first, in order, as in any JavaScript object.
 * @throws {InputError} No curve, x and y of different lengths, an infinite number, or one without a
 * logarithm.
 *
 * @example The target logit of softmax and of ArcFace, m = 0.4 rad.
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const x = Array.from({ length: 100 }, (_, k) => k / 100 * Math.PI); // θ, radians
 * const series = { "cos θ": { x, y: x.map(Math.cos) }, "cos(θ + m)": { x, y: x.map((t) => Math.cos(t + 0.4)) } };
 * const figure = plotLines(series, { degrees: true, xLabel: "θ", yLabel: "logit / s" });
 * assertStringIncludes(figure.svg, "90°");
 * ```
 */
export function plotLines(
  series: Record<string, LineSeries>,
  options: PlotLinesOptions = {},
): Figure {
  const { marks = [] } = options;
  checkCurves(series, options);
  checkMarks(marks);
  const width = checkWidth(options.width ?? 640), height = checkHeight(options.height ?? 300);
  const entries = Object.entries(series), colors = classColors(entries.length);
  const lines = entries.map(([name, { x, y, dashed, color = "" }], k) => ({
    name,
    dashed,
    color: color || colors[k],
    points: Array.from(x, (value, i) => ({ x: value, y: y[i] })),
  }));
  const axes = xyAxes({ x: valuesOf(series, "x"), y: valuesOf(series, "y") }, {
    ...options,
    roomX: 0,
  });
  const markup = linesMarkup(lines, { width, height, ...axes, dots: options.dots, marks });
  return stackFigure([{ markup, height }], { ...options, width });
}

function checkCurves(series: Record<string, LineSeries>, { logX, logY }: PlotLinesOptions): void {
  const entries = Object.entries(series);
  if (entries.length === 0) throw new InputError("series: empty; give at least one named curve");
  for (const [name, { x, y }] of entries) {
    if (x.length === 0) throw new InputError(`${name}: empty; give at least one point`);
    checkLength(`y of ${name}`, y, x.length, "as many as x");
    checkFinite(`x of ${name}`, x);
    checkGaps(`y of ${name}`, y);
    if (logX) checkPositive(`x of ${name}`, x);
    if (logY) checkPositive(`y of ${name}`, y);
  }
}

function* valuesOf(series: Record<string, LineSeries>, axis: "x" | "y"): Iterable<number> {
  for (const curve of Object.values(series)) yield* Array.from(curve[axis]);
}
