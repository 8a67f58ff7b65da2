import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import { type Axis, linearAxis, rangeOf } from "./_axis.ts";
import { binEdges, countInBins, stepsOf } from "./_bins.ts";
import { checkHeight, checkSeries, checkWidth } from "./_checks.ts";
import {
  type Drawn,
  type HeadingOptions,
  keyMarkup,
  panelLabel,
  plotMarkup,
  stackFigure,
} from "./_compose.ts";
import { load, type Markish } from "./_packages.ts";
import { gridMarks, panelOf, panelOptions } from "./_panel.ts";
import type { Place } from "./_places.ts";
import { checkMarks, referenceMarks, topOf, type UprightMark } from "./_reference_marks.ts";
import { classColors } from "./colors.ts";

/** One of several stacked panels. */
export interface HistogramPanel {
  /** What it shows, such as `before training`. */
  title: string;
  /** Name → values; a name has the same colour in all panels. */
  series: Record<string, ArrayLike<number>>;
}

/** Options of {@linkcode plotHistograms}. */
export interface PlotHistogramsOptions extends HeadingOptions {
  /**
   * Number of bins: approximate, at round numbers, or exact with a given `domain`.
   * @default {40}
   */
  bins?: number;
  /** Range of the bins; values outside are not drawn. @default {all values} */
  domain?: [number, number];
  /**
   * Heights are fractions of each series, so that series of different sizes are comparable.
   * @default {false}
   */
  share?: boolean;
  /** What the values are, with their unit. */
  xLabel?: string;
  /** What the bars count. @default {"count", or with `share` "fraction of each"} */
  yLabel?: string;
  /** Labelled vertical lines, such as a threshold. */
  marks?: UprightMark[];
  /** One `#rrggbb` per series, in the order of the names. @default {those of the classes} */
  palette?: string[];
  /** CSS pixels. @default {640} */
  width?: number;
  /** CSS pixels per panel, with its axis. @default {260, for several panels 200} */
  height?: number;
}

/**
 * Overlaid histograms of several series, in the same bins; several panels, such as before and after
 * training, are stacked on one x axis.
 *
 * @param series Name → values, or panels of such series.
 * @throws {InputError} No values, or one that is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const series = { "same class": [2, 3, 3, 4], "other class": [33, 36, 38] };
 * assertStringIncludes(plotHistograms(series, { xLabel: "angle, degrees", share: true }).svg, "other class");
 * ```
 */
export function plotHistograms(
  series: Record<string, ArrayLike<number>> | HistogramPanel[],
  options: PlotHistogramsOptions = {},
): Figure {
  const panels = Array.isArray(series) ? series : [{ title: "", series }];
  if (panels.length === 0) throw new InputError("panels: empty; give at least one");
  for (const panel of panels) checkSeries(panel.title || "series", panel.series);
  checkMarks(options.marks ?? []);
  const width = checkWidth(options.width ?? 640);
  const names = [...new Set(panels.flatMap((panel) => Object.keys(panel.series)))];
  const palette = classColors(names.length).map((color, k) => options.palette?.[k] ?? color);
  const colors = new Map(names.map((name, k) => [name, palette[k]]));
  const key = keyMarkup(names.length > 1 ? names : [], palette, width);
  return stackFigure([key, ...drawPanels(panels, { ...options, width, colors })], {
    ...options,
    width,
  });
}

/** Style of a panel, common to all in a figure. */
interface PanelStyle {
  colors: Map<string, string>;
  edges: number[];
  x: Axis;
  yLabel: string;
  share: boolean;
  width: number;
  /** Of the plotted rectangle. */
  inner: number;
}

function drawPanels(
  panels: HistogramPanel[],
  options: PlotHistogramsOptions & Pick<PanelStyle, "colors" | "width">,
): Drawn[] {
  const { share = false, marks = [], width, colors } = options;
  const edges = binEdges(valuesIn(panels), options.bins ?? 40, options.domain);
  const style = {
    ...{ colors, edges, share, width },
    x: linearAxis([edges[0], edges.at(-1)!], options.xLabel ?? ""),
    yLabel: options.yLabel ?? (share ? "fraction of each" : "count"),
    inner: checkHeight(options.height ?? (panels.length > 1 ? 200 : 260)) - 66,
  };
  return panels.map((panel, k) =>
    drawPanel(panel, style, {
      // Names of the marks are above the first panel, x labels below the last; the marks' lines
      // cross all panels.
      marks: k === 0 ? marks : marks.map(({ x }) => ({ x })),
      numbered: k === panels.length - 1,
    })
  );
}

function drawPanel(
  { title, series }: HistogramPanel,
  { edges, share, width, inner, x, yLabel, colors }: PanelStyle,
  { marks, numbered }: { marks: UprightMark[]; numbered: boolean },
): Drawn {
  const heights = Object.values(series).map((values) =>
    countInBins(values, edges).map((count) => share ? count / values.length : count)
  );
  const y = linearAxis([0, rangeOf(heights.flat())[1] * 1.06 || 1], yLabel);
  const top = topOf(marks), bottom = numbered ? 36 : 8, height = top + inner + bottom;
  const panel = panelOf({ x, y }, { width, height, top, bottom });
  const areas = areaMarks(
    heights.map((of) => stepsOf(of, edges)),
    Object.keys(series).map((name) => colors.get(name)!),
  );
  const markup = panelLabel(yLabel, title) + plotMarkup({
    ...panelOptions(panel),
    ...(numbered ? {} : { x: { domain: x.domain, axis: null } }),
    marks: [...gridMarks(panel), ...areas, ...referenceMarks(marks, panel)],
  });
  return { markup, height };
}

/** All areas, then all outlines, so that no outline is hidden. */
function areaMarks(outlines: Place[][], colors: string[]): Markish[] {
  const { areaY, line, ruleY } = load("plot");
  return [
    ...outlines.map((outline, k) =>
      areaY(outline, { x: "x", y1: 0, y2: "y", fill: colors[k], fillOpacity: 0.22 })
    ),
    ruleY([0], { stroke: "#888" }),
    ...outlines.map((outline, k) =>
      line(outline, {
        x: "x",
        y: "y",
        stroke: colors[k],
        strokeWidth: 1.6,
        strokeLinejoin: "miter",
      })
    ),
  ];
}

function* valuesIn(panels: HistogramPanel[]): Iterable<number> {
  for (const { series } of panels) {
    for (const values of Object.values(series)) yield* Array.from(values);
  }
}
