import { InputError } from "../errors.ts";
import type { Embeddings, Figure } from "../types.ts";
import { checkLabels, checkLength, checkWidth } from "./_checks.ts";
import type { HeadingOptions } from "./_compose.ts";
import { checkDomain, type Domain } from "./_domain.ts";
import { drawPlane } from "./_plane_drawing.ts";
import { regionMarks } from "./_regions.ts";
import { classColors, type ColorSet } from "./colors.ts";
import { checkSize, gridPoints } from "./grid_points.ts";
import { evenlyChosen } from "./plot_embeddings.ts";
import { projectToPlane } from "./principal_components.ts";

/** The classes that a model predicts at the places of {@linkcode gridPoints}. */
export interface DecisionRegions {
  /** C. */
  classes: number;
  /** Cells a side. */
  size: number;
  /** The part of the plane that they cover, and that is drawn. */
  domain: Domain;
  /** Class of largest logit of each cell, `[size²]`, row by row from the top. */
  predicted: Uint8Array;
}

/** Options of {@linkcode plotDecisionRegions}. */
export interface PlotDecisionRegionsOptions extends HeadingOptions {
  /** CSS pixels; the height follows. @default {560} */
  width?: number;
  /** @default {"safe"} */
  colors?: ColorSet;
  /** Most points to draw, evenly chosen. @default {all} */
  limit?: number;
  /** Where class numbers stand: at the embeddings, or, where these are few or far from their classes, in the regions. @default {"embeddings"} */
  numbersAt?: "embeddings" | "regions";
  /** Draw a ray for each prototype, where the embeddings come with prototypes. @default {false} */
  showPrototypes?: boolean;
}

/**
 * The plane tinted by the class predicted at each place, boundaries between classes, and embeddings on top.
 *
 * Class numbers stand at the embeddings of each class, or without embeddings in the regions.
 *
 * @param regions What a model predicts at `gridPoints(domain, size)`.
 * @param embeddings `[N, 2]`, where there are any to draw.
 * @throws {InputError} Arrays that do not fit together, or embeddings that are not of two dimensions.
 *
 * @example Left of 0 is class 0, right of it class 1.
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { gridPoints } from "./grid_points.ts";
 *
 * const domain = { x: [-1, 1] as [number, number], y: [-1, 1] as [number, number] };
 * const points = gridPoints(domain, 100);
 * const predicted = Uint8Array.from({ length: 100 * 100 }, (_, i) => points[2 * i] < 0 ? 0 : 1);
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

function checkRegions({ classes, size, domain, predicted }: DecisionRegions, embeddings?: Embeddings): void {
  checkDomain(domain);
  checkSize(size);
  checkLength("predicted", predicted, size ** 2, `${size} × ${size} cells`);
  checkLabels(predicted, classes, "predicted");
  if (embeddings && embeddings.embeddingSize !== 2) {
    throw new InputError(`embeddings: of size ${embeddings.embeddingSize}; regions are drawn for size 2 only`);
  }
  if (embeddings && embeddings.classes !== classes) {
    throw new InputError(`embeddings: of ${embeddings.classes} classes, the regions of ${classes}; give one model's`);
  }
}

/** The cells as embeddings of their classes: what class numbers are placed by where there are no others. */
function placesOf({ classes, size, domain, predicted }: DecisionRegions): Embeddings {
  return { embeddings: gridPoints(domain, size), embeddingSize: 2, labels: predicted, predicted, classes };
}

function numbersIn(regions: DecisionRegions): { points: Float64Array; labels: Uint8Array } {
  const places = placesOf(regions);
  return { points: projectToPlane(places).points, labels: regions.predicted };
}
