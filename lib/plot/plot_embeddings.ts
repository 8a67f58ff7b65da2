import type { Embeddings, Figure } from "../types.ts";
import { checkWidth } from "./_checks.ts";
import type { HeadingOptions } from "./_compose.ts";
import { checkDomain, type Domain, squareDomain } from "./_domain.ts";
import { drawPlane } from "./_plane_drawing.ts";
import { inRows, planeNote } from "./_plane_frame.ts";
import { classColors, type ColorSet } from "./colors.ts";
import { projectToPlane } from "./principal_components.ts";

/** Options of {@linkcode plotEmbeddings}. */
export interface PlotEmbeddingsOptions extends HeadingOptions {
  /** CSS pixels; the height follows. @default {560} */
  width?: number;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /**
   * Maximum points to draw, evenly chosen; class numbers are placed by all of them. @default {all}
   */
  limit?: number;
  /**
   * The part of the plane to draw; points outside are left out. @default {a square around all
   * points and the origin}
   */
  domain?: Domain;
  /** Draw a ray for each prototype, if the embeddings include prototypes. @default {true} */
  showPrototypes?: boolean;
}

/**
 * Scatter plot of embeddings `[N, D]` on a plane, coloured by class, both axes with the same scale.
 *
 * Class numbers are at their points; prototypes W_j are rays from the origin. Embeddings of more
 * than two dimensions are shown by their first two principal components, as the title says, with a
 * ray's length the share of its prototype in the plane; those of one dimension are spread into one
 * row per class.
 *
 * @throws {InputError} Arrays that do not match, are empty, or contain NaN.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const labels = new Int32Array([0, 1]);
 * const embeddings = Float32Array.of(3, 0, 0, 4);
 * const figure = plotEmbeddings({ embeddings, embeddingSize: 2, labels, predicted: labels, classes: 2 }, { width: 400 });
 * assertEquals(figure.width, 400);
 * ```
 */
export function plotEmbeddings(
  embeddings: Embeddings,
  options: PlotEmbeddingsOptions = {},
): Figure {
  const projection = inRows(projectToPlane(embeddings), embeddings);
  const showPrototypes = options.showPrototypes ?? true;
  // Ray names are at the frame: padding keeps points away from there.
  const room = showPrototypes && embeddings.prototypes ? 0.09 : 0.04;
  return drawPlane(embeddings, projection, {
    domain: checkDomain(options.domain ?? squareDomain([projection], { share: 1, room })),
    width: checkWidth(options.width ?? 560),
    colors: classColors(embeddings.classes, options.colors),
    shown: evenlyChosen(embeddings.labels.length, options.limit),
    showPrototypes,
    title: [options.title, planeNote(embeddings.embeddingSize)].filter(Boolean).join(" "),
    subtitle: options.subtitle,
  });
}

/** At most `limit` of the indices 0 … length − 1. */
export function evenlyChosen(length: number, limit = length): number[] {
  const count = Math.min(length, Math.max(1, Math.floor(limit)));
  return Array.from({ length: count }, (_, k) => Math.floor(k * length / count));
}
