import type { Figure } from "../types.ts";
import { curvesOver, type ThetaFunction } from "./_theta.ts";
import { plotLines, type PlotLinesOptions } from "./plot_lines.ts";

/**
 * What heads score the true class over its angle θ, from 0 to 180°.
 *
 * @param targets Name → logit of θ (radians), such as `(theta) => Math.cos(theta + 0.4)`.
 * @param options Those of `plotLines`; the axes are named already.
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
export function plotLogitCurves(targets: Record<string, ThetaFunction>, options: PlotLinesOptions = {}): Figure {
  const names = { xLabel: "angle θ to the own prototype", yLabel: "logit of the true class / s" };
  return plotLines(curvesOver(targets), { ...names, ...options, degrees: true });
}
