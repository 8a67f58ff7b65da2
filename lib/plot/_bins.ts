import { rangeOf } from "./_axis.ts";
import { checkCount, checkRange } from "./_checks.ts";
import { load } from "./_packages.ts";

/**
 * Edges of equal bins for all values: exactly `count` in a given domain, else about as many, at
 * round numbers.
 */
export function binEdges(
  values: Iterable<number>,
  count: number,
  domain?: readonly [number, number],
): number[] {
  checkCount("bins", count);
  const { range, tickStep } = load("d3");
  if (domain) {
    const [low, high] = checkRange("domain", domain);
    return range(0, count + 1).map((k) => low + k * (high - low) / count);
  }
  const [low, high] = rangeOf(values), step = tickStep(0, high - low || Math.abs(low) || 1, count);
  const first = Math.floor(low / step + 1e-9),
    last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return range(first, last + 1).map((k) => +(k * step).toPrecision(12)); // 3 · 0.1 is above 0.3 in binary.
}

/**
 * How many values are in each bin; the last includes its upper end, and values outside are not
 * counted.
 */
export function countInBins(values: ArrayLike<number>, edges: number[]): number[] {
  const slack = 1e-9 * (edges[1] - edges[0]); // Values that rounding moved past an end still count.
  const bins = load("d3").bin().domain([edges[0] - slack, edges.at(-1)! + slack]).thresholds(
    edges.slice(1, -1),
  );
  return bins(values).map(({ length }) => length);
}

/** The outline of the bins, starting and ending at the baseline, broken where bins are empty. */
export function stepsOf(heights: ArrayLike<number>, edges: number[]): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (let k = 0; k < heights.length; k++) {
    if (heights[k] === 0) continue;
    const left = edges[k], right = edges[k + 1];
    if (!(heights[k - 1] > 0)) points.push({ x: left, y: NaN }, { x: left, y: 0 });
    points.push({ x: left, y: heights[k] }, { x: right, y: heights[k] });
    if (!(heights[k + 1] > 0)) points.push({ x: right, y: 0 });
  }
  return points;
}
