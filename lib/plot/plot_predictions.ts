import { InputError } from "../errors.ts";
import type { Embeddings, Figure, ImageShape } from "../types.ts";
import { checkFinite, checkLength, checkWidth } from "./_checks.ts";
import { type Answer, answerCells } from "./_answer_cells.ts";
import { type HeadingOptions, stackFigure } from "./_compose.ts";
import { squareDomain } from "./_domain.ts";
import { countImages } from "./_image_markup.ts";
import { load, type Markish } from "./_packages.ts";
import { planeMarkup } from "./_plane_drawing.ts";
import { type Frame, inRows, planeNote } from "./_plane_frame.ts";
import { spreadTexts } from "./_places.ts";
import { pixelText } from "./_texts.ts";
import { classColors, type ColorSet } from "./colors.ts";
import { evenlyChosen } from "./plot_embeddings.ts";
import { projectToPlane } from "./principal_components.ts";

/** Images that were given to a model, and what it said of them. */
export interface ShownPredictions {
  /** `[N, D]`, row by row. */
  embeddings: Float32Array;
  /** N·height·width·channels bytes, row by row, 0 = black. */
  images: Uint8Array;
  /** Height, width, channels (1 or 3). */
  imageShape: ImageShape;
  /** What the images were made from, of one shape too; shown beside them. */
  originals?: { images: Uint8Array; imageShape: ImageShape };
  /** Name of the nearest class, `[N]`. */
  classes: readonly string[];
  /** Softmax of that class, 0 … 1, `[N]`. */
  probabilities: ArrayLike<number>;
  /** Degrees to the nearest prototype, `[N]`. */
  angles?: ArrayLike<number>;
  /** What each image is called, such as its file's name, `[N]`. */
  names?: readonly string[];
  /** Whether each is one of the classes at all, `[N]`. */
  known: ArrayLike<boolean>;
}

/** Options of {@linkcode plotPredictions}. */
export interface PlotPredictionsOptions extends HeadingOptions {
  /** CSS pixels; the height follows. @default {640} */
  width?: number;
  /** The ten colours of the classes. @default {"safe"} */
  colors?: ColorSet;
  /** Maximum points of the test set to draw, evenly chosen. @default {3000} */
  limit?: number;
}

/**
 * Where images fall in the embedding plane among others, such as the test set, and below it the
 * images themselves, by number, with what a model says of each: class, probability and angle, or none
 * of the classes, with the nearest.
 *
 * Embeddings of more than two dimensions are shown by the first two principal components of the
 * others, as the title says.
 *
 * @param among Embeddings of known images, pale.
 * @throws {InputError} Arrays that do not match, are empty, or contain NaN.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const labels = new Int32Array([0, 1]);
 * const among = { embeddings: Float32Array.of(3, 0, 0, 4), embeddingSize: 2, labels, predicted: labels, classes: 2 };
 * const { svg } = plotPredictions(among, {
 *   ...{ embeddings: Float32Array.of(1, 1), images: new Uint8Array(784), imageShape: [28, 28, 1] },
 *   ...{ classes: ["1"], probabilities: [0.8], known: [false] },
 * });
 * assertStringIncludes(svg, "none (nearest 1)");
 * ```
 */
export function plotPredictions(
  among: Embeddings,
  predictions: ShownPredictions,
  options: PlotPredictionsOptions = {},
): Figure {
  const count = checked(predictions, among.embeddingSize);
  const width = checkWidth(options.width ?? 640);
  const projection = inRows(projectToPlane(among), among);
  const { points } = projectToPlane({ ...among, ...rowsOf(predictions, count) }, projection);
  const plane = planeMarkup(among, projection, {
    domain: squareDomain([projection, { ...projection, points }], { share: 1, room: 0.06 }),
    width,
    colors: classColors(among.classes, options.colors),
    shown: evenlyChosen(among.labels.length, options.limit ?? 3000),
    showPrototypes: true,
    opacity: 0.3,
    above: (frame) => numberMarks(points, predictions.known, frame),
  });
  const { originals } = predictions;
  const cells = answerCells(predictions, answersOf(predictions), { width, originals });
  const title = [options.title, planeNote(among.embeddingSize)].filter(Boolean).join(" ");
  return stackFigure([plane, cells], { ...options, title, width });
}

/** Embeddings on their own; nobody knows their labels. */
function rowsOf({ embeddings }: ShownPredictions, count: number) {
  const labels = new Int32Array(count);
  return { embeddings, labels, predicted: labels, prototypes: undefined };
}

function checked(predictions: ShownPredictions, size: number): number {
  const count = countImages(predictions), what = `${count} images`;
  const { embeddings, classes, probabilities, known, originals, angles, names } = predictions;
  checkLength("embeddings", embeddings, count * size, `${what} of ${size} numbers`);
  checkFinite("embeddings", embeddings);
  checkLength("classes", classes, count, what);
  checkLength("probabilities", probabilities, count, what);
  checkLength("known", known, count, what);
  if (angles) checkLength("angles", angles, count, what);
  if (names) checkLength("names", names, count, what);
  if (originals && countImages(originals) !== count) {
    throw new InputError(`originals: are not ${what}; give one for each`);
  }
  return count;
}

const wellKnown = "#111111", unknown = "#c00000";

function answersOf(
  { classes, probabilities, known, angles, names }: ShownPredictions,
): Answer[] {
  return classes.map((name, i) => {
    const angle = angles ? `, ${angles[i].toFixed(1)}°` : "";
    const share = `${(100 * probabilities[i]).toFixed(1)} %${angle}`;
    return known[i]
      ? { text: name, notes: [share, names?.[i]], color: wellKnown }
      : { text: `none (nearest ${name})`, notes: [share, names?.[i]], color: unknown };
  });
}

/** A white dot, and the image's number on a dark ground, red where it is none of the classes. */
function numberMarks(points: Float64Array, known: ArrayLike<boolean>, frame: Frame): Markish[] {
  const { dot } = load("plot"), pixels = frame.toPixels(points);
  const places = Array.from(known, (isKnown, i) => ({
    ...{ x: pixels[2 * i], y: pixels[2 * i + 1], text: String(i + 1), radius: 8 },
    color: isKnown ? wellKnown : unknown,
  }));
  const colors = places.map(({ color }) => color);
  const texts = spreadTexts(places.map((place) => ({ ...place, y: place.y - 11 })), frame.edges);
  return [
    dot(places, {
      x: { value: places.map(({ x }) => x), scale: null },
      y: { value: places.map(({ y }) => y), scale: null },
      ...{ r: 3.5, fill: "white", strokeWidth: 1.6 },
      stroke: { value: colors, scale: null },
    }),
    ...[wellKnown, unknown].map((color) =>
      pixelText(texts.filter((_, i) => colors[i] === color), {
        ...{ fontSize: 10, fontWeight: "bold", fill: "white", stroke: color, strokeWidth: 6 },
      })
    ),
  ];
}
