/** Which columns of a table hold pixels, and which the label. */
import { InputError } from "../errors.ts";
import type { ImageShape } from "../types.ts";

/** The columns of a table. */
export interface Columns {
  /** Whether the first line names them. */
  named: boolean;
  /** Where labels are, counted from 0; undefined if nowhere. */
  label?: number;
  /** Number of all others. */
  pixels: number;
  /** H, W, C of a square image of so many. */
  imageShape: ImageShape;
}

const LABEL = /^(label|labels|class|target|y)$/i;

/**
 * Understand a table by its first line. Without a name that says so, the label is the first column,
 * if the others are the pixels of a square image.
 *
 * @throws {InputError} No square images, or cells that are not parted by commas.
 */
export function columnsOf(cells: string[], source: string): Columns {
  const named = cells.some((cell) => cell !== "" && Number.isNaN(Number(cell)));
  const label = named ? cells.findIndex((name) => LABEL.test(name.trim())) : -1;
  const withLabel = shapeOf(cells.length - 1), without = shapeOf(cells.length);
  if (withLabel && (label !== -1 || !(named && without))) {
    return { named, label: Math.max(label, 0), pixels: cells.length - 1, imageShape: withLabel };
  }
  if (without && label === -1) return { named, pixels: cells.length, imageShape: without };
  throw new InputError(`${source}: ${faultOf(cells)}`);
}

function faultOf(cells: string[]): string {
  const other = [";", "\t", " "].find((mark) => cells.length === 1 && cells[0].includes(mark));
  if (cells.length === 1) {
    const marks = other === ";" ? "semicolons" : other === "\t" ? "tabs" : "something else";
    return `its first line has no commas${
      other ? `, cells are parted by ${marks}` : ""
    }; give a table of a label and pixels on each line, parted by commas`;
  }
  return `its first line has ${cells.length} cells, which are not a label and the pixels of a square image (${
    cells.length - 1
  } is neither a square number nor three times one); give a label first, then H·W or H·W·3 pixels`;
}

function shapeOf(pixels: number): ImageShape | undefined {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(pixels / channels);
    if (side > 1 && Number.isInteger(side)) return [side, side, channels];
  }
}
