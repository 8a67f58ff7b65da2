import type { Markish, PlotOptions } from "npm:@observablehq/plot@0.6.17";
import { panelLabel, plotMarkup } from "./_compose.ts";
import { load } from "./_packages.ts";

/** A named line of a panel. */
export interface Line {
  name: string;
  color: string;
  points: { x: number; y: number }[];
}

/** How a panel of lines is drawn. */
export interface LinesStyle {
  width: number;
  height: number;
  /** What y is. */
  label: string;
  /** y is a percentage: the axis is linear, not drawn down to 0, and the last value stands at the name. */
  percent?: boolean;
}

const lineHeight = 14, letterWidth = 6.8;
const marginTop = 30, marginBottom = 36;

/** A panel of lines against the epoch, with each line's name at its end. */
export function linesMarkup(lines: Line[], style: LinesStyle): string {
  const { dot, gridY, line } = load("npm:@observablehq/plot@0.6.17");
  const axis = yAxis(lines, style);
  const names = lines.map(({ name, points }) => style.percent ? `${name} ${points.at(-1)!.y.toFixed(1)}` : name);
  const rows = lines.flatMap(({ color, points }, z) => points.map(({ x, y }) => ({ x, y: axis.at(y), color, z })));
  return panelLabel(axis.label) + plotMarkup({
    width: style.width,
    height: style.height,
    marginLeft: 50,
    marginTop,
    marginBottom,
    marginRight: 22 + letterWidth * Math.max(...names.map((name) => name.length)),
    x: epochAxis(rows.map(({ x }) => x)),
    y: { domain: axis.domain, ticks: axis.ticks, tickFormat: axis.tickFormat, label: null, tickSize: 0 },
    marks: [
      gridY({ ticks: axis.ticks, stroke: "#ddd", strokeOpacity: 1 }),
      line(rows, { x: "x", y: "y", z: "z", stroke: "color", strokeWidth: 2 }),
      dot(rows, { x: "x", y: "y", fill: "color", r: 2.6 }),
      ...nameMarks(lines, names, axis, style.height - marginTop - marginBottom),
    ],
  });
}

/** Each line's name right of its end, moved up or down where names would overlap. */
function nameMarks(lines: Line[], names: string[], axis: Axis, height: number): Markish[] {
  const { text } = load("npm:@observablehq/plot@0.6.17");
  const [low, high] = axis.domain;
  const ends = lines.map(({ points }) => ({ x: points.at(-1)!.x, y: axis.at(points.at(-1)!.y) }));
  const offsets = nameOffsets(ends.map(({ y }) => height * (high - y) / (high - low)));
  const style = { x: "x", y: "y", dx: 9, textAnchor: "start", fontWeight: "bold" } as const;
  return lines.map(({ color }, k) => text([ends[k]], { ...style, text: [names[k]], dy: offsets[k], fill: color }));
}

/** Whole epochs only; a single one stands in the middle. */
function epochAxis(epochs: number[]): PlotOptions["x"] {
  const first = Math.min(...epochs), last = Math.max(...epochs);
  const step = Math.ceil((last - first + 1) / 8);
  const ticks = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, k) => first + k * step);
  const domain = first === last ? [first - 0.5, last + 0.5] : [first, last];
  return { domain, ticks, tickFormat: "d", label: "epoch", labelArrow: "none", labelAnchor: "center" };
}

/** An upright axis. Logarithms are taken here, because Plot leaves out some numbers of a logarithmic axis. */
interface Axis {
  label: string;
  domain: [number, number];
  ticks: number | number[];
  tickFormat?: (value: number) => string;
  /** Where a value stands in the domain. */
  at(value: number): number;
}

function yAxis(lines: Line[], { label, percent }: LinesStyle): Axis {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const low = Math.min(...values), high = Math.max(...values);
  if (!percent && low > 0 && high > 20 * low) return logarithmicAxis(low, high, label);
  const at = (value: number) => value;
  if (!percent) return { label, domain: [Math.min(0, low), Math.max(0, high) * 1.06 || 1], ticks: 5, at };
  // From 0 on, accuracies of 97 and 98 % would be one line.
  const room = Math.max(0.5, 0.08 * (high - low));
  return { label, domain: [Math.max(0, low - room), Math.min(100, high + room)], ticks: 5, at };
}

function logarithmicAxis(low: number, high: number, label: string): Axis {
  return {
    label: `${label}, logarithmic`,
    domain: [Math.log10(low / 1.15), Math.log10(high * 1.15)],
    ticks: roundNumbers(low / 1.15, high * 1.15).map(Math.log10),
    tickFormat: (value) => String(+(10 ** value).toPrecision(1)),
    at: Math.log10,
  };
}

/** 1, 2 and 5 times the powers of ten from low to high. */
function roundNumbers(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low)), last = Math.floor(Math.log10(high));
  const powers = Array.from({ length: last - first + 1 }, (_, k) => 10 ** (first + k));
  return powers.flatMap((power) => [power, 2 * power, 5 * power]).filter((value) => value >= low && value <= high);
}

/** How far each name moves down from its line's end (pixels) so that names stand one below another. */
function nameOffsets(pixels: number[]): number[] {
  const order = pixels.map((_, k) => k).sort((a, b) => pixels[a] - pixels[b]);
  const placed = pixels.slice();
  for (let round = 0; round < 100; round++) {
    for (let k = 1; k < order.length; k++) {
      const overlap = lineHeight - (placed[order[k]] - placed[order[k - 1]]);
      if (overlap <= 0) continue;
      placed[order[k]] += overlap / 2;
      placed[order[k - 1]] -= overlap / 2;
    }
  }
  return placed.map((pixel, k) => pixel - pixels[k]);
}
