import type { Figure } from "../types.ts";
import type { HeadingOptions } from "./_compose.ts";
import { plotHistograms } from "./plot_histograms.ts";

/** Angles of one moment of training, degrees, as `prototypeAngles` of the metrics gives them. */
export interface ThetaMoment {
  /** Such as `epoch 1`. */
  title: string;
  /** To the own class's prototype, `[N]`. */
  own: ArrayLike<number>;
  /** To the nearest prototype of another class, `[N]`. */
  nearestOther: ArrayLike<number>;
}

/** Options of {@linkcode plotThetaHistograms}. */
export interface PlotThetaHistogramsOptions extends HeadingOptions {
  /** Part of the axis, degrees. @default {[0, 180]} */
  domain?: [number, number];
  /** Bins of the domain. @default {90} */
  bins?: number;
  /** Upright lines with names, degrees. */
  marks?: { x: number; label?: string }[];
  /** CSS pixels. @default {640} */
  width?: number;
}

/**
 * Angles to the own and to the nearest other prototype as histograms, one panel a moment: what a
 * margin loss does over the epochs.
 *
 * @throws {InputError} No moment, or an angle that is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotThetaHistograms([{ title: "epoch 1", own: [3, 5, 8], nearestOther: [30, 33, 36] }]);
 * assertStringIncludes(figure.svg, "epoch 1");
 * ```
 */
export function plotThetaHistograms(
  moments: ThetaMoment[],
  options: PlotThetaHistogramsOptions = {},
): Figure {
  const { domain = [0, 180], bins = 90, ...rest } = options;
  const panels = moments.map(({ title, own, nearestOther }) => ({
    title,
    series: { "θ to the own prototype": own, "θ to the nearest other": nearestOther },
  }));
  return plotHistograms(panels, { ...rest, domain, bins, xLabel: "angle, degrees" });
}
