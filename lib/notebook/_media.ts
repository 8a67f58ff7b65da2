import type { Figure } from "../types.ts";

/** What Jupyter displays: content by media type, and metadata by the same. */
export interface Media {
  data: Record<string, string>;
  metadata: Record<string, unknown>;
}

/**
 * A figure as a PNG with two pixels per CSS pixel, shown at its own size: it works everywhere, even
 * in untrusted notebooks.
 */
export function figureMedia(figure: Figure): Media {
  const { width, height } = figure;
  return {
    data: { "image/png": figure.png({ indexed: true }).toBase64() },
    metadata: { "image/png": { width, height } },
  };
}

/** Plain text, in a fixed-width face. */
export function textMedia(text: string): Media {
  return { data: { "text/plain": text }, metadata: {} };
}

/** Whether a cell's value is one of our figures. */
export function isFigure(value: unknown): value is Figure {
  const figure = value as Figure | null | undefined;
  return typeof figure?.png === "function" && typeof figure.svg === "string" &&
    typeof figure.width === "number";
}
