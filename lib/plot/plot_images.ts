import { Buffer } from "node:buffer";
import { InputError } from "../errors.ts";
import type { Figure } from "../types.ts";
import { checkCount, checkEach, checkLength } from "./_checks.ts";
import { type HeadingOptions, stackFigure } from "./_compose.ts";
import { grayPng } from "./_png.ts";

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

const side = 28, bytes = side * side;
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
  const indices = checkedIndices(images, options);
  const columns = Math.min(indices.length, checkCount("columns", options.columns ?? 10));
  const captioned = options.labels !== undefined || options.predicted !== undefined;
  const rowHeight = shown + gap + (captioned ? captionHeight : 0);
  const cells = indices.map((index, k) => {
    const x = edge + (k % columns) * (shown + gap), y = 6 + Math.floor(k / columns) * rowHeight;
    return imageMarkup(images, index, x, y) + captionMarkup(index, x, y, options);
  });
  const width = Math.max(160, 2 * edge + columns * (shown + gap) - gap);
  const height = 6 + Math.ceil(indices.length / columns) * rowHeight + 4;
  return stackFigure([{ markup: cells.join("\n"), height }], { ...options, width });
}

function checkedIndices(
  images: Uint8Array,
  { indices, labels, predicted }: PlotDigitsOptions,
): number[] {
  const count = images.length / bytes;
  if (images.length === 0) {
    throw new InputError("images: empty; give at least one image of 28·28 bytes");
  }
  if (!Number.isInteger(count)) {
    throw new InputError(
      `images: holds ${images.length} bytes, no multiple of ${bytes}; give images of 28·28 bytes`,
    );
  }
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

function imageMarkup(images: Uint8Array, index: number, x: number, y: number): string {
  const png = grayPng(images.subarray(index * bytes, (index + 1) * bytes), side, side);
  const source = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  return `<image x="${x}" y="${y}" width="${shown}" height="${shown}" xlink:href="${source}"/>`;
}

function captionMarkup(
  index: number,
  x: number,
  y: number,
  { labels, predicted }: PlotDigitsOptions,
): string {
  if (!labels && !predicted) return "";
  const label = labels?.[index], guess = predicted?.[index];
  const wrong = label !== undefined && guess !== undefined && label !== guess;
  const text = wrong ? `${label} → ${guess}` : String(label ?? guess);
  const style = wrong ? 'fill="#c00000" font-weight="bold"' : 'fill="#333"';
  return `<text x="${x + shown / 2}" y="${
    y + shown + 13
  }" text-anchor="middle" ${style}>${text}</text>`;
}
