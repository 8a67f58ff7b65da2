import type { Figure } from "../types.ts";
import { type Axis, axisOf, within } from "./_axis.ts";
import { checkSeries, checkWidth } from "./_checks.ts";
import { type HeadingOptions, plotMarkup, stackFigure } from "./_compose.ts";
import { lanesOf, type Summary, summaryOf, summaryTexts } from "./_dot_rows.ts";
import { load, type Markish } from "./_packages.ts";
import { type AxesPanel, panelOf, panelOptions } from "./_panel.ts";
import { checkMarks, referenceMarks, type UprightMark, valuesAt } from "./_reference_marks.ts";
import { balanced, lineHeight, pixelText, textWidth } from "./_texts.ts";
import { classColors } from "./colors.ts";

/** Options of {@linkcode plotDots}. */
export interface PlotDotsOptions extends HeadingOptions {
  /** What the values measure, with their unit. */
  valueLabel?: string;
  /** Part of the value axis to draw. @default {what the values need} */
  domain?: [number, number];
  /** Logarithmic value axis. @default {false} */
  logarithmic?: boolean;
  /** Labelled vertical lines, such as chance or a limit: `{ x: 36, label: "most possible" }`. */
  marks?: UprightMark[];
  /**
   * Format of means and deviations. @default {enough decimals for two digits of the largest
   * deviation}
   */
  format?: (value: number) => string;
  /** One `#rrggbb` per group, in the order of the names. @default {those of the classes} */
  palette?: string[];
  /** CSS pixels; the height follows. @default {640} */
  width?: number;
}

/** A row as drawn. */
interface DotRow extends Summary {
  name: string;
  color: string;
  /** On the vertical axis, one per row, from the bottom. */
  place: number;
  values: number[];
  /** Its mean and deviation as text. */
  text: string;
}

const rowHeight = 36, radius = 4;
const columnName = "mean ± s.d.";

/**
 * One row per group, one dot per value (such as a seed), the mean as a tick, and mean ± sample
 * standard deviation written at the row's end.
 *
 * @param groups Name → values.
 * @throws {InputError} No groups, an empty one, or a value that is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotDots({ softmax: [98.2, 98.4], ArcFace: [97.9, 98.5] }, { valueLabel: "test accuracy, %" });
 * assertStringIncludes(figure.svg, "98.30 ± 0.14");
 * ```
 */
export function plotDots(
  groups: Record<string, ArrayLike<number>>,
  options: PlotDotsOptions = {},
): Figure {
  checkSeries("groups", groups);
  const { marks = [] } = options;
  checkMarks(marks);
  const rows = rowsOf(groups, options), n = rows.length;
  const width = checkWidth(options.width ?? 640), top = 26, height = top + n * rowHeight + 40;
  const x = axisOf("value", [...rows.flatMap(({ values }) => values), ...valuesAt(marks, "x")], {
    ...{
      label: options.valueLabel,
      domain: options.domain,
      logarithmic: options.logarithmic,
      room: 0.04,
    },
  });
  const right = 26 + Math.max(textWidth(columnName), ...rows.map(({ text }) => textWidth(text)));
  const panel = panelOf({ x, y: rowAxis(rows) }, { width, height, top, right, bottom: 40 });
  const markup = plotMarkup({
    ...panelOptions(panel),
    marks: [
      ...groundMarks(panel),
      ...referenceMarks(marks, panel, panel.edges[2] + 6),
      ...rowMarks(rows, panel),
      ...textMarks(rows, panel),
    ],
  });
  return stackFigure([{ markup, height }], { ...options, width });
}

function rowsOf(
  groups: Record<string, ArrayLike<number>>,
  { palette, format }: PlotDotsOptions,
): DotRow[] {
  const entries = Object.entries(groups), colors = classColors(entries.length);
  const summaries = entries.map(([, values]) => summaryOf(values)),
    texts = summaryTexts(summaries, format);
  return entries.map(([name, values], k) => ({
    ...summaries[k],
    name: balanced(name, 24),
    color: palette?.[k] ?? colors[k],
    values: Array.from(values),
    place: entries.length - k - 0.5,
    text: texts[k],
  }));
}

/** The first group at the top, names as ticks. */
function rowAxis(rows: DotRow[]): Axis {
  const names = new Map(rows.map(({ place, name }) => [place, name]));
  const places = rows.map(({ place }) => place);
  return {
    label: "",
    domain: [0, rows.length],
    ticks: places,
    tickFormat: (place) => names.get(place)!,
    at: Number,
  };
}

function groundMarks({ x, y }: AxesPanel): Markish[] {
  const { gridX, gridY } = load("plot");
  const style = { stroke: "#ddd", strokeOpacity: 1 };
  return [gridX(x.ticks, style), gridY(y.ticks, { ...style, stroke: "#eee" })];
}

/** The range as a line, one dot per value, the mean as a cross tick. */
function rowMarks(rows: DotRow[], panel: AxesPanel): Markish[] {
  const { dot, ruleX, ruleY } = load("plot");
  const { x: { at, domain }, toX } = panel;
  const inside = (value: number) => Math.max(domain[0], Math.min(domain[1], at(value)));
  const ranges = rows.map(({ low, high, place }) => ({
    x1: inside(low),
    x2: inside(high),
    y: place,
  }));
  const means = rows.map(({ mean, place }) => ({ x: at(mean), y1: place - 0.42, y2: place + 0.42 }))
    .filter(({ x }) => within(x, domain));
  const dots = rows.flatMap(({ values, place, color }) => {
    const shown = values.map(at).filter((value) => within(value, domain));
    const offsets = lanesOf(shown.map(toX), 2 * radius + 0.5, 3);
    return shown.map((value, k) => ({ x: value, y: place - offsets[k] / rowHeight, color }));
  });
  return [
    ruleY(ranges, { x1: "x1", x2: "x2", y: "y", stroke: "#999", strokeWidth: 1.2 }),
    ruleX(means, { x: "x", y1: "y1", y2: "y2", stroke: "#111", strokeWidth: 2 }),
    dot(dots, {
      x: "x",
      y: "y",
      r: radius,
      fill: "color",
      fillOpacity: 0.85,
      stroke: "white",
      strokeWidth: 0.8,
    }),
  ];
}

/** Mean and deviation at each row's end, with a heading above. */
function textMarks(rows: DotRow[], { edges, toY }: AxesPanel): Markish[] {
  const x = edges[2] + 12, style = { textAnchor: "start" } as const;
  const column = {
    x,
    y: edges[1] - lineHeight / 2 - 1,
    text: rows.some((row) => row.deviation !== undefined) ? columnName : "mean",
  };
  return [
    pixelText(rows.map(({ text, place }) => ({ x, y: toY(place), text })), {
      ...style,
      fill: "#222",
    }),
    pixelText([column], { ...style, fill: "#555" }),
  ];
}
