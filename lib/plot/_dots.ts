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
  labels: Uint8Array,
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

/** Radius in CSS pixels: small where there are many. */
export function dotRadius(count: number): number {
  return +Math.min(2.6, Math.max(0.7, 60 / count ** 0.43)).toFixed(2);
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
