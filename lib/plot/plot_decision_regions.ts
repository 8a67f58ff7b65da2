import { InputError } from "../errors.ts";
import type { Embeddings, Figure } from "../types.ts";
import { boundariesOf, type ClassGrid } from "./_boundaries.ts";
import { checkLabels, checkLength, checkWidth } from "./_checks.ts";
import type { HeadingOptions } from "./_compose.ts";
import { checkDomain, type Domain } from "./_domain.ts";
import type { Markish } from "./_packages.ts";
import { type PathAttributes, pathsMark } from "./_paths.ts";
import { drawPlane } from "./_plane_drawing.ts";
import type { Frame } from "./_plane_frame.ts";
import { classColors, type ColorSet } from "./colors.ts";
import { checkSize, gridPoints } from "./grid_points.ts";
import { evenlyChosen } from "./plot_embeddings.ts";
import { projectToPlane } from "./principal_components.ts";

/** The classes that a model predicts at {@linkcode gridPoints}. */
export interface DecisionRegions {
  /** C. */
  classes: number;
  /** Cells per side. */
  size: number;
  /** The part of the plane that they cover and that is drawn. */
  domain: Domain;
  /** Class with the largest logit in each cell, `[size²]`, row by row from the top. */
  predicted: Int32Array;
}

/** Options of {@linkcode plotDecisionRegions}. */
export interface PlotDecisionRegionsOptions extends HeadingOptions {
  /** CSS pixels; the height follows. @default {560} */
  width?: number;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** Maximum points to draw, evenly chosen. @default {all} */
  limit?: number;
  /**
   * Where class numbers go: at the embeddings or, if these are few or far from their classes, in
   * the regions. @default {"embeddings"}
   */
  numbersAt?: "embeddings" | "regions";
  /** Draw a ray for each prototype, if the embeddings include prototypes. @default {false} */
  showPrototypes?: boolean;
}

/**
 * The plane tinted by the class predicted at each point, boundaries between classes, and embeddings
 * on top.
 *
 * Class numbers are at the embeddings of each class or, without embeddings, in the regions.
 *
 * @param regions What a model predicts at `gridPoints(domain, size)`.
 * @param embeddings `[N, 2]`, if there are any to draw.
 * @throws {InputError} Arrays that do not match, or embeddings that are not two-dimensional.
 *
 * @example Left of 0 is class 0, right of it class 1.
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { gridPoints } from "./grid_points.ts";
 *
 * const domain = { x: [-1, 1] as [number, number], y: [-1, 1] as [number, number] };
 * const points = gridPoints(domain, 100);
 * const predicted = Int32Array.from({ length: 100 * 100 }, (_, i) => points[2 * i] < 0 ? 0 : 1);
 * const figure = plotDecisionRegions({ classes: 2, size: 100, domain, predicted }, undefined, { title: "Two classes" });
 * assertStringIncludes(figure.svg, "Two classes");
 * ```
 */
export function plotDecisionRegions(
  regions: DecisionRegions,
  embeddings?: Embeddings,
  options: PlotDecisionRegionsOptions = {},
): Figure {
  checkRegions(regions, embeddings);
  const { classes, domain } = regions, colors = classColors(classes, options.colors);
  const points = embeddings ?? placesOf(regions);
  return drawPlane(points, projectToPlane(points), {
    domain,
    colors,
    width: checkWidth(options.width ?? 560),
    shown: embeddings ? evenlyChosen(embeddings.labels.length, options.limit) : [],
    showPrototypes: options.showPrototypes ?? false,
    numbered: options.numbersAt === "regions" ? numbersIn(regions) : undefined,
    ground: (frame) => regionMarks(regions, frame, colors),
    title: options.title,
    subtitle: options.subtitle,
  });
}

function checkRegions(
  { classes, size, domain, predicted }: DecisionRegions,
  embeddings?: Embeddings,
): void {
  checkDomain(domain);
  checkSize(size);
  checkLength("predicted", predicted, size ** 2, `${size} × ${size} cells`);
  checkLabels(predicted, classes, "predicted");
  if (embeddings && embeddings.embeddingSize !== 2) {
    throw new InputError(
      `embeddings: of size ${embeddings.embeddingSize}; regions are drawn for size 2 only`,
    );
  }
  if (embeddings && embeddings.classes !== classes) {
    throw new InputError(
      `embeddings: of ${embeddings.classes} classes, the regions of ${classes}; give one model's`,
    );
  }
}

/**
 * The cells as embeddings of their classes: used to place class numbers if there are no embeddings.
 */
function placesOf({ classes, size, domain, predicted }: DecisionRegions): Embeddings {
  return {
    embeddings: gridPoints(domain, size),
    embeddingSize: 2,
    labels: predicted,
    predicted,
    classes,
  };
}

function numbersIn(regions: DecisionRegions): { points: Float64Array; labels: Int32Array } {
  const places = placesOf(regions);
  return { points: projectToPlane(places).points, labels: regions.predicted };
}

/** The frame's background tinted by class, and the boundaries between classes. */
function regionMarks(grid: ClassGrid, frame: Frame, colors: string[]): Markish[] {
  const tints = tintPaths(grid, frame).map((d, c) => ({ d, fill: colors[c] })).filter(({ d }) =>
    d !== ""
  );
  // Without antialiasing, adjacent rectangles leave no seams.
  const tint = pathsMark(tints, {
    stroke: "none",
    "fill-opacity": 0.2,
    "shape-rendering": "crispEdges",
  });
  const line: PathAttributes = {
    d: boundaryPath(grid, frame),
    fill: "none",
    "stroke-linejoin": "round",
  };
  const white = { ...line, stroke: "white", "stroke-width": 3 },
    dark = { ...line, stroke: "#444", "stroke-width": 1.1 };
  return [tint, pathsMark(line.d === "" ? [] : [white, dark], { "stroke-linecap": "round" })];
}

/** One path per class, with one rectangle per run of cells in a row. */
function tintPaths(
  { size, predicted }: ClassGrid,
  { edges: [left, top, right, bottom] }: Frame,
): string[] {
  const width = (right - left) / size, height = (bottom - top) / size, paths: string[][] = [];
  for (let row = 0; row < size; row++) {
    for (let from = 0, to = 0; from < size; from = to) {
      const class_ = predicted[row * size + from];
      while (to < size && predicted[row * size + to] === class_) to++;
      const x = number(left + from * width), y = number(top + row * height);
      (paths[class_] ??= []).push(
        `M${x},${y}H${number(left + to * width)}v${number(height)}H${x}z`,
      );
    }
  }
  return Array.from(paths, (rectangles) => rectangles?.join("") ?? "");
}

function boundaryPath(grid: ClassGrid, { edges: [left, top, right, bottom] }: Frame): string {
  const width = (right - left) / grid.size, height = (bottom - top) / grid.size;
  return boundariesOf(grid)
    .map((line) =>
      line.map(({ x, y }) => `${number(left + x * width)},${number(top + y * height)}`).join("L")
    )
    .map((line) => `M${line}`).join("");
}

function number(value: number): string {
  return String(+value.toFixed(2));
}
