/** Bounds of a feasible range, by bisection. */

/** Largest feasible value in [0, max), by bisection; undefined if 0 is not feasible. */
export function largest(isFeasible: (value: number) => boolean, max: number): number | undefined {
  if (!isFeasible(0)) return undefined;
  let [low, high] = [0, max];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (isFeasible(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Smallest feasible value up to 100,000, by bisection; undefined if none is. */
export function smallest(isFeasible: (value: number) => boolean): number | undefined {
  let [low, high] = [0, 1e5];
  if (!isFeasible(high)) return undefined;
  while (high - low > 1e-5 * high) {
    const middle = (low + high) / 2;
    if (isFeasible(middle)) high = middle;
    else low = middle;
  }
  return high;
}
