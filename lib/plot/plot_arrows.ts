import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import { checkFinite, checkLength, checkWidth, countClasses } from "./_checks.ts";
import { type HeadingOptions, plotMarkup, stackFigure } from "./_compose.ts";
import { checkDomain, type Domain, squareDomain } from "./_domain.ts";
import { type Move, moveMarks } from "./_move_marks.ts";
import { axesOf, type Frame, frameOf, groundMarks } from "./_plane_frame.ts";
import { classColors, type ColorSet } from "./colors.ts";

/** A named place in the plane, such as a class's center, and how it moves. */
export interface CenterMark {
  /** Position along x. */
  x: number;
  /** Position along y. */
  y: number;
  /** Its label. */
  label?: string;
  /** Gives it the class's colour. @default {none: dark} */
  class?: number;
  /** Displacement along x. @default {0} */
  dx?: number;
  /** Displacement along y. @default {0} */
  dy?: number;
}

/** What {@linkcode plotArrows} draws. */
export interface ArrowPlot {
  /** `[N, 2]`, row by row. */
  points: ArrayLike<number>;
  /** `[N]`. */
  labels: ArrayLike<number>;
  /** Displacements `[N, 2]`, row by row. */
  arrows: ArrayLike<number>;
  /** Crosses. */
  centers?: CenterMark[];
}

/** Options of {@linkcode plotArrows}. */
export interface PlotArrowsOptions extends HeadingOptions {
  /** Factor on all displacements as drawn; mention it in the title if it is not 1. @default {1} */
  arrowScale?: number;
  /** Labels of the points, `[N]`. */
  names?: string[];
  /**
   * The part of the plane to draw; what starts outside is left out. @default {a square around
   * everything drawn}
   */
  domain?: Domain;
  /** Label of the x axis. @default {"x₁"} */
  xLabel?: string;
  /** Label of the y axis. @default {"x₂"} */
  yLabel?: string;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** CSS pixels; the height follows. @default {480} */
  width?: number;
}

/**
 * Points in the plane with an arrow from each, and centers as crosses with theirs: how a loss
 * pulls. Both axes have the same scale.
 *
 * @throws {InputError} Arrays that do not match, are empty, or contain a number that is not finite.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = plotArrows({
 *   points: [1, 1, 3, 1],
 *   labels: [0, 0],
 *   arrows: [0.5, 0, -0.5, 0],
 *   centers: [{ x: 2, y: 1, label: "c₀", class: 0 }],
 * });
 * assertStringIncludes(figure.svg, "c₀");
 * ```
 */
export function plotArrows(plot: ArrowPlot, options: PlotArrowsOptions = {}): Figure {
  const { xLabel = "x₁", yLabel = "x₂" } = options;
  checkArrows(plot, options);
  const { points, centers } = movesOf(plot, options), all = [...points, ...centers];
  const ends = Float64Array.from(all.flatMap(({ at, to }) => [at.x, at.y, to.x, to.y]));
  const domain = checkDomain(
    options.domain ??
      squareDomain([{ points: ends, origin: [ends[0], ends[1]] }], { share: 1, room: 0.12 }),
  );
  const frame = frameOf(domain, checkWidth(options.width ?? 480)), { width, height } = frame;
  const markup = plotMarkup({
    ...{ width, height },
    ...axesOf(frame, domain, { x: xLabel, y: yLabel }),
    marks: [
      ...groundMarks([0, 0], domain, 2),
      ...moveMarks(inPixels(points, frame), inPixels(centers, frame), frame),
    ],
  });
  return stackFigure([{ markup, height }], { ...options, width });
}

function checkArrows(
  { points, labels, arrows, centers = [] }: ArrowPlot,
  { arrowScale = 1, names }: PlotArrowsOptions,
) {
  if (labels.length === 0) throw new InputError("labels: empty; give at least one labelled point");
  checkLength("points", points, 2 * labels.length, `${labels.length} labels × 2`);
  checkLength("arrows", arrows, 2 * labels.length, `${labels.length} labels × 2`);
  checkFinite("points", points);
  checkFinite("arrows", arrows);
  checkFinite("centers", centers.flatMap(({ x, y, dx = 0, dy = 0 }) => [x, y, dx, dy]));
  checkFinite("arrowScale", [arrowScale]);
  if (names) checkLength("names", names, labels.length, "as many as labels");
}

function movesOf({ points, labels, arrows, centers = [] }: ArrowPlot, options: PlotArrowsOptions) {
  const { arrowScale = 1, names } = options;
  const used = centers.flatMap((center) => center.class === undefined ? [] : [center.class]);
  const colors = classColors(countClasses([...Array.from(labels), ...used]), options.colors);
  const move = (x: number, y: number, dx: number, dy: number): Pick<Move, "at" | "to"> => {
    return { at: { x, y }, to: { x: x + arrowScale * dx, y: y + arrowScale * dy } };
  };
  return {
    points: Array.from(labels, (label, i): Move => ({
      ...move(points[2 * i], points[2 * i + 1], arrows[2 * i], arrows[2 * i + 1]),
      ...{ color: colors[label], text: names?.[i] ?? "" },
    })),
    centers: centers.map(({ x, y, dx = 0, dy = 0, label = "", class: of }): Move => ({
      ...move(x, y, dx, dy),
      ...{ color: of === undefined ? "#222" : colors[of], text: label },
    })),
  };
}

/** The same in CSS pixels, without what starts outside the frame. */
function inPixels(moves: Move[], { edges: [left, top, right, bottom], toPixels }: Frame): Move[] {
  return moves.map((move) => {
    const [x, y, x2, y2] = toPixels(Float64Array.of(move.at.x, move.at.y, move.to.x, move.to.y));
    return { ...move, at: { x, y }, to: { x: x2, y: y2 } };
  }).filter(({ at }) => at.x >= left && at.x <= right && at.y >= top && at.y <= bottom);
}
