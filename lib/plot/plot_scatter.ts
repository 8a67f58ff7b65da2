import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import {
  checkCount,
  checkFinite,
  checkHeight,
  checkLength,
  checkPositive,
  checkWidth,
  countClasses,
} from "./_checks.ts";
import { type Box, visibleRuns } from "./_clip.ts";
import { type Drawn, keyMarkup, panelLabel, plotMarkup, stackFigure } from "./_compose.ts";
import { dotRadius, dotsMark } from "./_dots.ts";
import { levelNames, nameMarks, nameRoom } from "./_line_names.ts";
import { load, type Markish } from "./_packages.ts";
import { type AxesPanel, gridMarks, panelOf, panelOptions } from "./_panel.ts";
import { pathsMark } from "./_paths.ts";
import type { Place } from "./_places.ts";
import { checkMarks, referenceMarks, topOf } from "./_reference_marks.ts";
import { xyAxes, type XYOptions } from "./_xy_options.ts";
import { classColors, type ColorSet } from "./colors.ts";
import { evenlyChosen } from "./plot_embeddings.ts";

/** Options of {@linkcode plotScatter}. */
export interface PlotScatterOptions extends XYOptions {
  /** Classes `[N]`, which colour the dots; a legend names them. */
  labels?: ArrayLike<number>;
  /** `#rrggbb` of dots without labels. @default {that of class 0} */
  color?: string;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** Draw the median of y in this many equal-sized groups along x. @default {0: no line} */
  medianBins?: number;
  /** Maximum dots to draw, evenly chosen; the median uses all. @default {all} */
  limit?: number;
}

/**
 * Measured pairs, such as an embedding's norm against the confidence in its class.
 *
 * @param x `[N]`.
 * @param y `[N]`.
 * @throws {InputError} Arrays of different lengths, none, or a number that is not finite or has no
 * logarithm.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotScatter([10, 20, 30, 40], [0.4, 0.8, 0.9, 0.99], { xLabel: "norm", medianBins: 2 });
 * assertStringIncludes(figure.svg, "median");
 * ```
 */
export function plotScatter(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: PlotScatterOptions = {},
): Figure {
  checkPairs(x, y, options);
  const { labels = new Int32Array(x.length) } = options;
  const width = checkWidth(options.width ?? 640), height = checkHeight(options.height ?? 400);
  const colors = classColors(countClasses(labels), options.colors);
  if (!options.labels && options.color) colors[0] = options.color;
  const key = keyOf(colors, options, width);
  const markup = pairsMarkup({ x, y, labels }, { ...options, width, height, palette: colors });
  return stackFigure([key, { markup, height }], { ...options, width });
}

const medianColor = "#111111";

/** Measured pairs and their classes. */
interface Pairs {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  labels: ArrayLike<number>;
}

function checkPairs(x: ArrayLike<number>, y: ArrayLike<number>, options: PlotScatterOptions): void {
  if (x.length === 0) throw new InputError("x: empty; give at least one pair");
  checkLength("y", y, x.length, "as many as x");
  if (options.labels) checkLength("labels", options.labels, x.length, "as many as x");
  checkFinite("x", x);
  checkFinite("y", y);
  if (options.logX) checkPositive("x", x);
  if (options.logY) checkPositive("y", y);
  if (options.medianBins) checkCount("medianBins", options.medianBins);
  checkMarks(options.marks ?? []);
}

/** The legend: classes present, and the median. */
function keyOf(colors: string[], { labels, medianBins }: PlotScatterOptions, width: number): Drawn {
  const classes = labels ? [...new Set(Array.from(labels))].sort((a, b) => a - b) : [];
  const names = [...classes.map(String), ...(medianBins ? ["median"] : [])];
  return keyMarkup(names, [...classes.map((c) => colors[c]), medianColor], width);
}

function pairsMarkup(
  pairs: Pairs,
  options: PlotScatterOptions & { width: number; height: number; palette: string[] },
): string {
  const { marks = [], medianBins, width, height } = options;
  const axes = xyAxes({ x: Array.from(pairs.x), y: Array.from(pairs.y) }, {
    ...options,
    roomX: 0.03,
  });
  const level = levelNames(marks, axes);
  const panel = panelOf(axes, { width, height, top: topOf(marks), right: nameRoom(level, axes.x) });
  return panelLabel(axes.y.label) + plotMarkup({
    ...panelOptions(panel),
    marks: [
      ...gridMarks(panel),
      pairsMark(pairs, panel, options),
      ...referenceMarks(marks, panel),
      ...(medianBins ? [medianMark(mediansOf(pairs, medianBins), panel)] : []),
      ...nameMarks(level, [], panel),
    ],
  });
}

function pairsMark(
  { x, y, labels }: Pairs,
  panel: AxesPanel,
  { palette, limit }: { palette: string[]; limit?: number },
): Markish {
  const pixels = new Float64Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    pixels[2 * i] = panel.toX(panel.x.at(x[i]));
    pixels[2 * i + 1] = panel.toY(panel.y.at(y[i]));
  }
  const shown = evenlyChosen(x.length, limit), count = shown.length;
  const radius = count <= 40 ? 3.5 : Math.max(1.1, dotRadius(count)),
    opacity = count <= 40 ? 0.9 : count > 3000 ? 0.4 : 0.6;
  return dotsMark(pixels, labels, { shown, colors: palette, edges: panel.edges, radius, opacity });
}

/** Medians of equal-sized groups along x. */
function mediansOf({ x, y }: Pairs, groups: number): Place[] {
  const { median } = load("d3");
  const order = Array.from(x, (_, i) => i).sort((a, b) => x[a] - x[b]),
    count = Math.min(groups, order.length);
  return Array.from({ length: count }, (_, k) => {
    const group = order.slice(
      Math.floor(k * order.length / count),
      Math.floor((k + 1) * order.length / count),
    );
    return { x: median(group, (i) => x[i])!, y: median(group, (i) => y[i])! };
  });
}

/** A dark line with a white outline, visible on any dots. */
function medianMark(medians: Place[], panel: AxesPanel): Markish {
  const box: Box = [...panel.x.domain, ...panel.y.domain];
  const runs = visibleRuns(
    medians.map(({ x, y }) => ({ x: panel.x.at(x), y: panel.y.at(y) })),
    box,
  );
  const d = runs.map((run) =>
    "M" + run.map(({ x, y }) => `${panel.toX(x).toFixed(1)},${panel.toY(y).toFixed(1)}`).join("L")
  ).join("");
  const style = { fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" };
  return pathsMark([{ d, stroke: "white", "stroke-width": 5 }, {
    d,
    stroke: medianColor,
    "stroke-width": 2.2,
  }], style);
}
