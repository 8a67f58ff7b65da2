import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import { load } from "./_packages.ts";
import { type LineSeries, plotLines, type PlotLinesOptions } from "./plot_lines.ts";

/** A function of θ, radians. */
export type ThetaFunction = (theta: number) => number;

/**
 * The true class's logit over its angle θ, from 0 to 180°, for several heads.
 *
 * @param targets Name → logit of θ (radians), such as `(theta) => Math.cos(theta + 0.4)`.
 * @param options Those of `plotLines`; the axes are already labelled.
 * @throws {InputError} No function, or a value that is infinite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotLogitCurves({ NormFace: Math.cos, CosFace: (theta) => Math.cos(theta) - 0.1 });
 * assertStringIncludes(figure.svg, "CosFace");
 * ```
 */
export function plotLogitCurves(
  targets: Record<string, ThetaFunction>,
  options: PlotLinesOptions = {},
): Figure {
  const names = { xLabel: "angle θ to the own prototype", yLabel: "logit of the true class / s" };
  return plotLines(curvesOver(targets), { ...names, ...options, degrees: true });
}

/**
 * Curves over θ from 0 to 180°, one point per half degree.
 *
 * @throws {InputError} No function.
 */
export function curvesOver(functions: Record<string, ThetaFunction>): Record<string, LineSeries> {
  if (Object.keys(functions).length === 0) {
    throw new InputError("functions: empty; give at least one named function");
  }
  const x = load("d3").range(0, 361).map((k) => k / 360 * Math.PI);
  return Object.fromEntries(
    Object.entries(functions).map(([name, f]) => [name, { x, y: x.map(f) }]),
  );
}
