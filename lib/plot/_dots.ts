import type { Markish } from "npm:@observablehq/plot@0.6.17";
import { pathsMark } from "./_svg_mark.ts";

/** Dots are drawn in this many layers, each with all classes, so that no class hides another wholly. */
const layers = 8;

/** Dots of one class and layer. */
export interface DotPath {
  color: string;
  /** What a `<path>` takes as `d`. */
  d: string;
}

/**
 * Many dots as few paths: one a class and layer, of strokes without length, to be drawn with round ends. Ten times
 * smaller and faster than a `<circle>` each.
 *
 * @param points `[N, 2]` in CSS pixels, row by row.
 * @param labels `[N]`.
 * @param options.shown Indices of the points to draw.
 * @param options.colors One a class.
 */
export function dotPaths(
  points: Float64Array,
  labels: ArrayLike<number>,
  options: { shown: number[]; colors: string[] },
): DotPath[] {
  const { shown, colors } = options;
  const paths: string[][] = Array.from({ length: layers * colors.length }, () => []);
  shown.forEach((i, rank) => {
    const layer = Math.floor(rank * layers / shown.length);
    paths[layer * colors.length + labels[i]].push(`M${oneDecimal(points[2 * i])},${oneDecimal(points[2 * i + 1])}h0`);
  });
  return paths.flatMap((dots, k) => dots.length ? [{ color: colors[k % colors.length], d: dots.join("") }] : []);
}

/**
 * The same dots as a mark, without those outside the frame.
 *
 * @param options.edges Left, top, right, bottom of the frame.
 * @param options.radius CSS pixels.
 * @param options.opacity 0 … 1. @default {0.6}
 */
export function dotsMark(
  points: Float64Array,
  labels: ArrayLike<number>,
  options: {
    shown: number[];
    colors: string[];
    edges: [number, number, number, number];
    radius: number;
    opacity?: number;
  },
): Markish {
  const [left, top, right, bottom] = options.edges;
  const shown = options.shown.filter((i) => {
    const x = points[2 * i], y = points[2 * i + 1];
    return x >= left && x <= right && y >= top && y <= bottom;
  });
  const paths = dotPaths(points, labels, { shown, colors: options.colors });
  return pathsMark(paths.map(({ color, d }) => ({ stroke: color, d })), {
    fill: "none",
    "stroke-linecap": "round",
    "stroke-width": 2 * options.radius,
    "stroke-opacity": options.opacity ?? 0.6,
  });
}

/** Radius in CSS pixels: small where there are many. */
export function dotRadius(count: number): number {
  return +Math.min(2.6, Math.max(0.7, 60 / count ** 0.43)).toFixed(2);
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
