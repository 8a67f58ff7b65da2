import { InputError } from "../errors.ts";
import type { Figure, ImageShape } from "../types.ts";
import { checkCount, checkEach, checkLength } from "./_checks.ts";
import { escaped, type HeadingOptions, stackFigure } from "./_compose.ts";
import { countImages, imageMarkup } from "./_image_markup.ts";

/** Options of {@linkcode plotImages}. */
export interface PlotImagesOptions extends PlotDigitsOptions {
  /**
   * Height, width and channels (1 or 3) of an image.
   * @default {[28, 28, 1]}
   */
  imageShape?: ImageShape;
  /** Class names, shown in place of numbers. */
  classNames?: readonly string[];
}

/** Options of {@linkcode plotDigits}. */
export interface PlotDigitsOptions extends HeadingOptions {
  /** Which images, by their index in `images`. @default {the first 20} */
  indices?: ArrayLike<number>;
  /** True classes of all images, shown below each. */
  labels?: ArrayLike<number>;
  /** Predicted classes of all images; one that differs from the label is shown in red: `4 → 9`. */
  predicted?: ArrayLike<number>;
  /** Images per row. @default {10} */
  columns?: number;
}

const side = 28;
const shown = 56, gap = 8, captionHeight = 17, edge = 14;

/**
 * A grid of 28×28 digits with their classes below.
 *
 * @param images N·28·28 bytes, row by row, 0 = black.
 * @throws {InputError} Not a whole number of images, an index out of range, or labels of a
 * different length.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const images = new Uint8Array(2 * 28 * 28);
 * assertStringIncludes(plotDigits(images, { labels: [4, 7], predicted: [9, 7] }).svg, "4 → 9");
 * ```
 */
export function plotDigits(images: Uint8Array, options: PlotDigitsOptions = {}): Figure {
  return plotImages(images, { ...options, imageShape: [side, side, 1] });
}

/**
 * A grid of images of one shape, with their classes below.
 *
 * @param images N·height·width·channels bytes, row by row, 0 = black.
 * @throws {InputError} Not a whole number of images, an index out of range, or labels of a
 * different length.
 */
export function plotImages(images: Uint8Array, options: PlotImagesOptions = {}): Figure {
  const { imageShape = [side, side, 1] } = options;
  const indices = checkedIndices(images, { ...options, imageShape });
  const columns = Math.min(indices.length, checkCount("columns", options.columns ?? 10));
  const captioned = options.labels !== undefined || options.predicted !== undefined;
  const rowHeight = shown + gap + (captioned ? captionHeight : 0);
  const cells = indices.map((index, k) => {
    const x = edge + (k % columns) * (shown + gap), y = 6 + Math.floor(k / columns) * rowHeight;
    const image = imageMarkup({ images, imageShape }, index, { x, y, side: shown });
    return image + captionMarkup(index, x, y, options);
  });
  const width = Math.max(160, 2 * edge + columns * (shown + gap) - gap);
  const height = 6 + Math.ceil(indices.length / columns) * rowHeight + 4;
  return stackFigure([{ markup: cells.join("\n"), height }], { ...options, width });
}

function checkedIndices(
  images: Uint8Array,
  { indices, labels, predicted, imageShape }: PlotImagesOptions & { imageShape: ImageShape },
): number[] {
  const count = countImages({ images, imageShape });
  if (labels) checkLength("labels", labels, count, `${count} images`);
  if (predicted) checkLength("predicted", predicted, count, `${count} images`);
  const chosen = indices
    ? Array.from(indices)
    : Array.from({ length: Math.min(20, count) }, (_, i) => i);
  if (chosen.length === 0) throw new InputError("indices: empty; give at least one");
  const isImage = (index: number) => Number.isInteger(index) && index >= 0 && index < count;
  checkEach("indices", chosen, isImage, `; give whole numbers from 0 to ${count - 1}`);
  return chosen;
}

function captionMarkup(
  index: number,
  x: number,
  y: number,
  { labels, predicted, classNames }: PlotImagesOptions,
): string {
  if (!labels && !predicted) return "";
  const label = labels?.[index], guess = predicted?.[index];
  const wrong = label !== undefined && guess !== undefined && label !== guess;
  const name = (value: number) => shortText(classNames?.[value] ?? String(value));
  const text = wrong ? `${name(label)} → ${name(guess)}` : name(label ?? guess!);
  const style = wrong ? 'fill="#c00000" font-weight="bold"' : 'fill="#333"';
  return `<text x="${x + shown / 2}" y="${y + shown + 13}" text-anchor="middle" ${style}>${
    escaped(text)
  }</text>`;
}

/** As much of a name as fits below an image: its start and its end, where numbers stand. */
function shortText(name: string): string {
  return name.length > 8 ? `${name.slice(0, 3)}…${name.slice(-4)}` : name;
}
