import type { Figure } from "../types.ts";
import type { HeadingOptions } from "./_compose.ts";
import { plotHistograms } from "./plot_histograms.ts";

/** Angles at one point in training, degrees, from `prototypeAngles`. */
export interface ThetaMoment {
  /** Such as `epoch 1`. */
  title: string;
  /** To the prototype of the embedding's own class, `[N]`. */
  own: ArrayLike<number>;
  /** To the nearest prototype of another class, `[N]`. */
  nearestOther: ArrayLike<number>;
}

/** Options of {@linkcode plotThetaHistograms}. */
export interface PlotThetaHistogramsOptions extends HeadingOptions {
  /** Part of the axis, degrees. @default {[0, 180]} */
  domain?: [number, number];
  /** Bins over the domain. @default {90} */
  bins?: number;
  /** Labelled vertical lines, degrees. */
  marks?: { x: number; label?: string }[];
  /** CSS pixels. @default {640} */
  width?: number;
}

/**
 * Histograms of angles to the own and the nearest other prototype, one panel per moment: what a
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
