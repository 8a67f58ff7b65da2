import type { Figure } from "../types.ts";
import { checkLength, checkSeries, checkWidth } from "./_checks.ts";
import { type HeadingOptions, keyMarkup, panelLabel, plotMarkup, stackFigure } from "./_compose.ts";
import { load, type Markish } from "./_packages.ts";
import { classColors } from "./colors.ts";

/** Options of {@linkcode plotBars}. */
export interface PlotBarsOptions extends HeadingOptions {
  /** Names of the groups, one for each number of a series. @default {0, 1, 2 …} */
  labels?: string[];
  /** What the bars measure, with its unit. */
  valueLabel?: string;
  /** Format of the value on each bar. @default {three significant digits} */
  format?: (value: number) => string;
  /** CSS pixels. @default {640} */
  width?: number;
  /** CSS pixels, without titles and the series' names. @default {280} */
  height?: number;
}

/** The same with defaults filled in. */
interface BarsStyle {
  groups: string[];
  names: string[];
  width: number;
  height: number;
  valueLabel: string;
  format: (value: number) => string;
}

/** One bar. */
interface Bar {
  group: string;
  series: string;
  value: number;
  color: string;
}

/**
 * Grouped bars: one group per label, with one bar per series.
 *
 * @param series Name → one number per group.
 * @throws {InputError} No series, series of different lengths, or a number that is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotBars({ softmax: [98.3], ArcFace: [97.9] }, { labels: ["seed 1"], valueLabel: "accuracy, %" });
 * assertStringIncludes(figure.svg, "ArcFace");
 * ```
 */
export function plotBars(series: Record<string, number[]>, options: PlotBarsOptions = {}): Figure {
  const groups = groupsOf(series, options.labels);
  const width = checkWidth(options.width ?? 640), height = options.height ?? 280;
  const names = Object.keys(series), colors = classColors(names.length);
  const bars = names.flatMap((name, k) =>
    series[name].map((value, g): Bar => ({
      group: groups[g],
      series: name,
      value,
      color: colors[k],
    }))
  );
  const { valueLabel = "", format = (value: number) => String(+value.toPrecision(3)) } = options;
  const markup = barsMarkup(bars, { groups, names, width, height, valueLabel, format });
  const key = keyMarkup(names.length > 1 ? names : [], colors, width);
  return stackFigure([key, { markup, height }], { ...options, width });
}

function groupsOf(series: Record<string, number[]>, labels?: string[]): string[] {
  checkSeries("series", series);
  const [[first, values]] = Object.entries(series), count = labels?.length ?? values.length;
  const because = labels ? "as many as labels" : `as many as ${first}`;
  for (const [name, numbers] of Object.entries(series)) checkLength(name, numbers, count, because);
  return labels ?? values.map((_, g) => String(g));
}

function barsMarkup(bars: Bar[], options: BarsStyle): string {
  const { axisFx, barY, gridY, ruleY } = load("plot");
  const { groups, names, width, height, format } = options;
  const texts = bars.map(({ value }) => format(value));
  const barWidth = (width - 64) / groups.length * 0.85 / names.length;
  // A number wider than its bar would run into the next.
  const fits = Math.max(...texts.map((written) => written.length)) * 6 <= barWidth;
  return panelLabel(options.valueLabel) + plotMarkup({
    width,
    height,
    marginLeft: 50,
    marginTop: 32,
    marginBottom: 30,
    x: { axis: null, domain: names, padding: 0.06 },
    y: { label: null, tickSize: 0, ticks: 5, nice: true, zero: true },
    fx: { domain: groups, label: null, padding: 0.15 },
    marks: [
      axisFx({ anchor: "bottom", tickSize: 0, tickPadding: 12 }),
      gridY({ ticks: 5, stroke: "#ddd", strokeOpacity: 1 }),
      barY(bars, { fx: "group", x: "series", y: "value", fill: "color" }),
      ruleY([0], { stroke: "#888" }),
      ...(fits ? numbersAt(bars, texts) : []),
    ],
  });
}

/** The numbers at the bars' ends: above positive ones, below negative ones. */
function numbersAt(bars: Bar[], texts: string[]): Markish[] {
  const { text } = load("plot");
  return [true, false].map((rising) => {
    const chosen = bars.flatMap((bar, k) =>
      bar.value >= 0 === rising ? [{ ...bar, text: texts[k] }] : []
    );
    const style = { dy: rising ? -7 : 8, fontSize: 9.5, fill: "#333", stroke: "white" };
    return text(chosen, { fx: "group", x: "series", y: "value", text: "text", ...style });
  });
}
