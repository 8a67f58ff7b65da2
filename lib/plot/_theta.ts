/** Curves over θ from 0 to 180°, from functions of θ in radians. */
import { InputError } from "../errors.ts";
import type { LineSeries } from "./plot_lines.ts";

/** A function of θ, radians. */
export type ThetaFunction = (theta: number) => number;

/** Steps over the half turn: half a degree each. */
const STEPS = 360;

/** @throws {InputError} No function. */
export function curvesOver(functions: Record<string, ThetaFunction>): Record<string, LineSeries> {
  if (Object.keys(functions).length === 0) throw new InputError("functions: empty; give at least one named function");
  const x = Array.from({ length: STEPS + 1 }, (_, k) => k / STEPS * Math.PI);
  return Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, { x, y: x.map(f) }]));
}

/** |df/dθ| by central differences, at the ends by the difference inward. A jump of f, which has no slope, is left out. */
export function slopeOf(f: ThetaFunction): ThetaFunction {
  const step = 1e-4;
  return (theta) => {
    const [low, high] = [Math.max(0, theta - step), Math.min(Math.PI, theta + step)];
    const slope = Math.abs(f(high) - f(low)) / (high - low);
    return slope > 1e3 ? NaN : slope;
  };
}
