import { InputError, messageOf } from "../errors.ts";
import type { Embeddings, Figure } from "../types.ts";
import { checkCount, checkWidth } from "./_checks.ts";
import { composeFigure, headingMarkup, type HeadingOptions, type Panel } from "./_compose.ts";
import { checkDomain, type Domain, squareDomain } from "./_domain.ts";
import { planeMarkup } from "./_plane_drawing.ts";
import { inRows, planeNote } from "./_plane_frame.ts";
import { classColors, type ColorSet } from "./colors.ts";
import { evenlyChosen } from "./plot_embeddings.ts";
import { type Projection, projectToPlane } from "./principal_components.ts";

/** One plane of several. */
export interface EmbeddingsPanel extends HeadingOptions {
  /** What the panel shows. */
  embeddings: Embeddings;
}

/** Options of {@linkcode plotSmallMultiples}. */
export interface PlotSmallMultiplesOptions extends HeadingOptions {
  /** Planes per row. @default {3, for two or four planes 2} */
  columns?: number;
  /**
   * The part of the plane that each panel draws: its own square around all points, one square for
   * all panels so that lengths are comparable, or this. @default {"own"}
   */
  domain?: "own" | "shared" | Domain;
  /** CSS pixels of the whole; the height follows. @default {760} */
  width?: number;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** Maximum points per panel, evenly chosen. @default {2000} */
  limit?: number;
  /** Draw a ray for each prototype, if the embeddings include prototypes. @default {true} */
  showPrototypes?: boolean;
}

/**
 * Several planes of embeddings side by side, such as methods, or epochs of one run.
 *
 * Embeddings of more than two dimensions are shown by principal components, separate for each
 * panel.
 *
 * @throws {InputError} No panels, or embeddings that cannot be drawn (names the panel).
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const labels = new Int32Array([0, 1]);
 * const embeddings = { embeddings: Float32Array.of(3, 0, 0, 4), embeddingSize: 2, labels, predicted: labels, classes: 2 };
 * const figure = plotSmallMultiples([{ embeddings, title: "softmax" }, { embeddings, title: "ArcFace" }]);
 * assertStringIncludes(figure.svg, "ArcFace");
 * ```
 */
export function plotSmallMultiples(
  panels: EmbeddingsPanel[],
  options: PlotSmallMultiplesOptions = {},
): Figure {
  if (panels.length === 0) throw new InputError("panels: empty; give at least one");
  const columns = Math.min(
    panels.length,
    checkCount("columns", options.columns ?? usualColumns(panels.length)),
  );
  const width = checkWidth(options.width ?? 760), panelWidth = Math.floor(width / columns);
  if (panelWidth < 160) {
    throw new InputError(
      `columns: ${columns} leave ${panelWidth} pixels a panel; give fewer, or a width of ${
        160 * columns
      }`,
    );
  }
  const drawn = drawPanels(panels, panelWidth, options);
  const placed: Panel[] = [];
  let height = 0;
  for (let first = 0; first < drawn.length; first += columns) {
    const row = drawn.slice(first, first + columns);
    const heading = Math.max(...row.map((panel) => panel.heading.height));
    row.forEach((panel, column) => {
      const x = column * panelWidth;
      const markup = `<g text-anchor="start">${panel.heading.markup}</g>`;
      placed.push({ markup, x: x + headingIndent, y: height });
      placed.push({ markup: panel.plane.markup, x, y: height + heading });
    });
    height += heading + Math.max(...row.map((panel) => panel.plane.height)) + rowGap;
  }
  return composeFigure(placed, { title: options.title, subtitle: options.subtitle, width, height });
}

/** From a panel's left edge to its heading, which has its own margin: above the plotted square. */
const headingIndent = 26, rowGap = 6;

function usualColumns(count: number): number {
  return count === 2 || count === 4 ? 2 : 3;
}

/** Each plane and its heading. */
function drawPanels(panels: EmbeddingsPanel[], width: number, options: PlotSmallMultiplesOptions) {
  const projections = panels.map((panel, k) => projected(panel, k));
  const { showPrototypes = true, domain = "own" } = options;
  const room = showPrototypes && panels.some(({ embeddings }) => embeddings.prototypes)
    ? 0.11
    : 0.04;
  const around = (some: Projection[]) => squareDomain(some, { share: 1, room });
  const common = domain === "own"
    ? undefined
    : domain === "shared"
    ? around(projections)
    : checkDomain(domain);
  return panels.map(({ embeddings, title = "", subtitle }, k) => ({
    plane: planeMarkup(embeddings, projections[k], {
      domain: common ?? around([projections[k]]),
      width,
      colors: classColors(embeddings.classes, options.colors),
      shown: evenlyChosen(embeddings.labels.length, options.limit ?? 2000),
      showPrototypes,
      compact: true,
    }),
    heading: headingMarkup(width - headingIndent, {
      title: [title, planeNote(embeddings.embeddingSize)].filter(Boolean).join(" "),
      subtitle,
    }, [12, 10.5]),
  }));
}

function projected({ embeddings, title }: EmbeddingsPanel, index: number): Projection {
  try {
    return inRows(projectToPlane(embeddings), embeddings);
  } catch (error) {
    const where = `panel ${index}${title ? ` (${title})` : ""}`;
    throw error instanceof InputError ? new InputError(`${where}: ${messageOf(error)}`) : error;
  }
}
