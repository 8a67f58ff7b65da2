import { rangeOf } from "./_axis.ts";
import { checkCount } from "./_checks.ts";
import { checkRange } from "./_domain.ts";
import { roundStep } from "./_ticks.ts";

/** Equal bins, side by side. */
export interface Bins {
  /** Where the first one begins. */
  low: number;
  /** Width of each. */
  step: number;
  count: number;
}

/** Bins for all values: exactly `count` of a domain that is given, else about as many, between round numbers. */
export function binsOf(values: Iterable<number>, count: number, domain?: readonly [number, number]): Bins {
  checkCount("bins", count);
  if (domain) {
    const [low, high] = checkRange("domain", domain);
    return { low, step: (high - low) / count, count };
  }
  const [low, high] = rangeOf(values);
  const step = roundStep(high - low || Math.abs(low) || 1, count);
  const first = Math.floor(low / step + 1e-9), last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return { low: first * step, step, count: last - first };
}

/** How many values are in each bin; the last one holds its upper end too, and values beyond are not counted. */
export function countInBins(values: ArrayLike<number>, { low, step, count }: Bins): Float64Array {
  const counts = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    const place = (values[i] - low) / step;
    if (place >= 0 && place <= count + 1e-9) counts[Math.min(count - 1, Math.floor(place))]++;
  }
  return counts;
}

/** The outline over the bins' heights, from the ground and back to it, broken where bins are empty. */
export function stepsOf(heights: ArrayLike<number>, { low, step }: Bins): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (let k = 0; k < heights.length; k++) {
    if (heights[k] === 0) continue;
    const left = low + k * step, right = left + step;
    if (!(heights[k - 1] > 0)) points.push({ x: left, y: NaN }, { x: left, y: 0 });
    points.push({ x: left, y: heights[k] }, { x: right, y: heights[k] });
    if (!(heights[k + 1] > 0)) points.push({ x: right, y: 0 });
  }
  return points;
}
