import type { Figure } from "../types.ts";
import { checkFinite, checkLength, checkWidth, countClasses } from "./_checks.ts";
import { type CircleLabel, layCircle } from "./_circle_layout.ts";
import {
  boundariesMark,
  circlesMark,
  labelMarks,
  pointsMark,
  sectorsMark,
  vectorsMark,
} from "./_circle_marks.ts";
import { type HeadingOptions, plotMarkup, stackFigure } from "./_compose.ts";
import { prototypeName } from "./_rays.ts";
import { inkOf } from "./_texts.ts";
import { classColors, type ColorSet } from "./colors.ts";

/** What {@linkcode plotCircle} draws; all angles are radians, counter-clockwise from the right. */
export interface PlotCircleOptions extends HeadingOptions {
  /** Angles of the prototypes W_j, `[C]`: arrows of length 1 in class colours. */
  prototypes: ArrayLike<number>;
  /** Their labels, `[C]`. @default {W₀, W₁ …} */
  names?: string[];
  /** Dashed rays, such as decision boundaries. */
  boundaries?: { angle: number; label?: string }[];
  /**
   * Arcs between two angles, such as θ or the margin m; without a radius, each is outside the one
   * before.
   */
  arcs?: { from: number; to: number; radius?: number; label?: string; color?: string }[];
  /** Sectors tinted in a class's colour, such as where it wins. */
  sectors?: { from: number; to: number; class: number }[];
  /**
   * Embeddings on the circle, coloured by class: angles and labels `[N]`, names next to them,
   * arrows to them.
   */
  points?: {
    angles: ArrayLike<number>;
    labels: ArrayLike<number>;
    names?: string[];
    arrows?: boolean;
  };
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** CSS pixels; the height follows. @default {480} */
  width?: number;
}

/** How far boundaries extend beyond the circle. */
const boundaryReach = 1.08;

/**
 * The unit circle, to explain angles and angular margins: prototypes, arcs, boundaries and points.
 *
 * @throws {InputError} An angle that is not finite, or arrays of different lengths.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotCircle({
 *   prototypes: [0.3, 1.9],
 *   boundaries: [{ angle: 1.1, label: "boundary" }],
 *   arcs: [{ from: 0.3, to: 0.7, label: "θ" }],
 *   points: { angles: [0.7], labels: [0], names: ["x"] },
 * });
 * assertStringIncludes(figure.svg, "W₁");
 * ```
 */
export function plotCircle(options: PlotCircleOptions): Figure {
  checkCircle(options);
  const { prototypes, boundaries = [], points, sectors = [] } = options;
  const width = checkWidth(options.width ?? 480);
  const classes = [...Array.from(points?.labels ?? []), ...sectors.map((sector) => sector.class)];
  const colors = classColors(countClasses(classes, prototypes.length), options.colors);
  const arcs = (options.arcs ?? []).map((arc, k) => ({ ...arc, ...arcStyle(arc, k) }));
  const labels = labelsOf(options, { arcs, colors });
  const reach = Math.max(
    boundaries.length ? boundaryReach : 1.02,
    ...arcs.map(({ radius }) => radius),
  );
  const layout = layCircle(labels, width, reach);
  const markup = plotMarkup({
    width,
    height: layout.height,
    axis: null,
    marks: [
      sectorsMark(sectors, layout, colors),
      circlesMark(arcs, layout),
      boundariesMark(boundaries.map(({ angle }) => angle), boundaryReach, layout),
      vectorsMark(vectorsOf(options, colors), layout),
      ...(points ? [pointsMark(points, layout, colors)] : []),
      ...labelMarks(labels, layout.places),
    ],
  });
  return stackFigure([{ markup, height: layout.height }], { ...options, width });
}

type Arc = NonNullable<PlotCircleOptions["arcs"]>[number];

function arcStyle({ radius, color }: Arc, index: number): { radius: number; color: string } {
  return { radius: radius ?? 0.34 + 0.15 * (index % 4), color: color ?? "#333" };
}

type DrawnArc = Arc & { radius: number; color: string };

function labelsOf(
  options: PlotCircleOptions,
  { arcs, colors }: { arcs: DrawnArc[]; colors: string[] },
): CircleLabel[] {
  const { prototypes, names, boundaries = [], points } = options;
  const labels: CircleLabel[] = [
    ...Array.from(prototypes, (angle, c) => {
      return {
        angle,
        radius: 1,
        text: names?.[c] ?? prototypeName(c),
        color: inkOf(colors[c]),
        bold: true,
      };
    }),
    ...Array.from(points?.angles ?? [], (angle, i) => {
      return {
        angle,
        radius: 1,
        text: points?.names?.[i] ?? "",
        color: inkOf(colors[points!.labels[i]]),
        bold: true,
      };
    }),
    ...boundaries.map(({ angle, label = "" }) => ({
      angle,
      radius: boundaryReach,
      text: label,
      color: "#444",
    })),
    ...arcs.map(({ from, to, label = "", radius, color }) => ({
      angle: (from + to) / 2,
      radius,
      text: label,
      color,
    })),
  ];
  return labels.filter(({ text }) => text !== "");
}

/** Prototypes, and thinner arrows to the points if requested. */
function vectorsOf({ prototypes, points }: PlotCircleOptions, colors: string[]) {
  const thin = points?.arrows ? points : undefined;
  return [
    ...Array.from(
      thin?.angles ?? [],
      (angle, i) => ({ angle, color: colors[thin!.labels[i]], width: 1.2 }),
    ),
    ...Array.from(prototypes, (angle, c) => ({ angle, color: colors[c], width: 2.2 })),
  ];
}

function checkCircle(
  { prototypes, names, boundaries = [], arcs = [], sectors = [], points }: PlotCircleOptions,
): void {
  checkFinite("prototypes", prototypes);
  if (names) checkLength("names", names, prototypes.length, "as many as prototypes");
  checkFinite("boundaries", boundaries.map(({ angle }) => angle));
  checkFinite("arcs", arcs.flatMap(({ from, to, radius = 1 }) => [from, to, radius]));
  checkFinite("sectors", sectors.flatMap(({ from, to }) => [from, to]));
  if (!points) return;
  checkFinite("points", points.angles);
  checkLength("labels of points", points.labels, points.angles.length, "as many as angles");
  if (points.names) {
    checkLength("names of points", points.names, points.angles.length, "as many as angles");
  }
}
