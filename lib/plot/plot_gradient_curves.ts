import type { Figure } from "../types.ts";
import { plotLines, type PlotLinesOptions } from "./plot_lines.ts";
import { curvesOver, type ThetaFunction } from "./plot_logit_curves.ts";

/**
 * How strongly heads pull on the true class's angle: |d logit / dθ| from 0 to 180°, by central
 * differences.
 *
 * @param targets Name → logit of θ (radians), as for `plotLogitCurves`.
 * @param options Those of `plotLines`; the axes are already labelled.
 * @throws {InputError} No function, or a value that is infinite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotGradientCurves({ NormFace: Math.cos, ArcFace: (theta) => Math.cos(theta + 0.4) });
 * assertStringIncludes(figure.svg, "ArcFace");
 * ```
 */
export function plotGradientCurves(
  targets: Record<string, ThetaFunction>,
  options: PlotLinesOptions = {},
): Figure {
  const slopes = Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [name, slopeOf(target)]),
  );
  const names = {
    xLabel: "angle θ to the own prototype",
    yLabel: "size of the gradient by θ, / s",
  };
  return plotLines(curvesOver(slopes), { ...names, ...options, degrees: true });
}

/**
 * |df/dθ| by central differences, one-sided at the ends. A jump of f, which has no slope, is left
 * out.
 */
function slopeOf(f: ThetaFunction): ThetaFunction {
  const step = 1e-4;
  return (theta) => {
    const [low, high] = [Math.max(0, theta - step), Math.min(Math.PI, theta + step)];
    const slope = Math.abs(f(high) - f(low)) / (high - low);
    return slope > 1e3 ? NaN : slope;
  };
}
