import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import { linearAxis } from "./_axis.ts";
import { binsOf } from "./_bins.ts";
import { checkHeight, checkSeries, checkWidth } from "./_checks.ts";
import { composeFigure, type HeadingOptions } from "./_compose.ts";
import { histogramPanel } from "./_histogram_panel.ts";
import { keyMarkup } from "./_key.ts";
import { checkMarks, type UprightMark } from "./_reference_marks.ts";
import { classColors } from "./colors.ts";

/** One of several panels, one above the other. */
export interface HistogramPanel {
  /** What it shows, such as `before training`. */
  title: string;
  /** Name → values; a name has one colour in all panels. */
  series: Record<string, ArrayLike<number>>;
}

/** Options of {@linkcode plotHistograms}. */
export interface PlotHistogramsOptions extends HeadingOptions {
  /** How many bins: about as many, between round numbers, and exactly as many of a given `domain`. @default {40} */
  bins?: number;
  /** From where to where the bins go; values beyond are not drawn. @default {all values} */
  domain?: [number, number];
  /** Heights are fractions of each series, so that series of different sizes compare. @default {false} */
  share?: boolean;
  /** What the values are, with their unit. */
  xLabel?: string;
  /** @default {"count", or with `share` "fraction of each"} */
  yLabel?: string;
  /** Upright lines with names, such as a threshold. */
  marks?: UprightMark[];
  /** One `#rrggbb` a series, in the order of the names. @default {those of the classes} */
  palette?: string[];
  /** CSS pixels. @default {640} */
  width?: number;
  /** CSS pixels a panel, with its axis. @default {260, of several panels 200} */
  height?: number;
}

/**
 * Histograms of several series over each other, in the same bins; several panels, such as before and after training,
 * stand one above the other on one x axis.
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
  const key = names.length > 1 ? keyMarkup(names, palette, width) : { markup: "", height: 0 };
  const drawn = [{ markup: key.markup, x: 0, y: 0 }];
  let height = key.height;
  for (
    const panel of drawPanels(panels, { ...options, width, colors: new Map(names.map((n, k) => [n, palette[k]])) })
  ) {
    drawn.push({ markup: panel.markup, x: 0, y: height });
    height += panel.height;
  }
  return composeFigure(drawn, { title: options.title, subtitle: options.subtitle, width, height });
}

function drawPanels(
  panels: HistogramPanel[],
  options: PlotHistogramsOptions & { width: number; colors: Map<string, string> },
): { markup: string; height: number }[] {
  const { share = false, marks = [], width, colors } = options;
  const bins = binsOf(valuesIn(panels), options.bins ?? 40, options.domain);
  const style = {
    ...{ bins, share, width },
    x: linearAxis([bins.low, bins.low + bins.count * bins.step], options.xLabel ?? ""),
    yLabel: options.yLabel ?? (share ? "fraction of each" : "count"),
    inner: checkHeight(options.height ?? (panels.length > 1 ? 200 : 260)) - 66,
  };
  return panels.map(({ title, series }, k) =>
    histogramPanel(Object.entries(series).map(([name, values]) => ({ color: colors.get(name)!, values })), {
      ...{ ...style, name: title, numbered: k === panels.length - 1 },
      // Names of the marks stand over the first panel; their lines go through all.
      marks: k === 0 ? marks : marks.map(({ x }) => ({ x })),
    })
  );
}

function* valuesIn(panels: HistogramPanel[]): Iterable<number> {
  for (const { series } of panels) for (const values of Object.values(series)) yield* Array.from(values);
}
