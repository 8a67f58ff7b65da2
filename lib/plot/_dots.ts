import type { Markish } from "./_packages.ts";
import { pathsMark } from "./_paths.ts";

/**
 * Dots are drawn in this many layers, each with all classes, so that no class completely hides
 * another.
 */
const layers = 8;

/** How {@linkcode dotsMark} draws. */
export interface DotsStyle {
  /** Indices of the points to draw. */
  shown: number[];
  /** One per class. */
  colors: string[];
  /** Left, top, right, bottom of the frame: dots outside are left out. */
  edges: [number, number, number, number];
  /** CSS pixels. */
  radius: number;
  /** 0 … 1. @default {0.6} */
  opacity?: number;
}

/**
 * Many dots as few paths: one per class and layer, of zero-length strokes with round ends. Ten
 * times smaller and faster than Plot's one `<circle>` each.
 *
 * @param points `[N, 2]` in CSS pixels, row by row.
 * @param labels `[N]`.
 */
export function dotsMark(
  points: Float64Array,
  labels: ArrayLike<number>,
  style: DotsStyle,
): Markish {
  const { colors, edges: [left, top, right, bottom], radius, opacity = 0.6 } = style;
  const shown = style.shown.filter((i) => {
    const x = points[2 * i], y = points[2 * i + 1];
    return x >= left && x <= right && y >= top && y <= bottom;
  });
  const paths: string[][] = Array.from({ length: layers * colors.length }, () => []);
  shown.forEach((i, rank) => {
    const layer = Math.floor(rank * layers / shown.length);
    paths[layer * colors.length + labels[i]].push(
      `M${oneDecimal(points[2 * i])},${oneDecimal(points[2 * i + 1])}h0`,
    );
  });
  return pathsMark(
    paths.flatMap((dots, k) =>
      dots.length ? [{ stroke: colors[k % colors.length], d: dots.join("") }] : []
    ),
    {
      fill: "none",
      "stroke-linecap": "round",
      "stroke-width": 2 * radius,
      "stroke-opacity": opacity,
    },
  );
}

/** Radius in CSS pixels: smaller the more there are. */
export function dotRadius(count: number): number {
  return +Math.min(2.6, Math.max(0.7, 60 / count ** 0.43)).toFixed(2);
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
