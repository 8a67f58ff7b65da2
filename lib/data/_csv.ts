/** Tables of pixels: one image a row, its label in a column, as Kaggle has them. */
import { InputError } from "../errors.ts";
import type { ImageShape } from "../types.ts";
import { labelsFrom, pixelsFrom } from "./_pixels.ts";
import { formatOf } from "./not_data.ts";
import { type Columns, columnsOf } from "./_csv_columns.ts";

/** What a table holds. */
export interface PixelTable {
  /** `[N, H, W, C]`. */
  images: Uint8Array;
  /** H, W, C. */
  imageShape: ImageShape;
  /** `[N]`; undefined if no column holds labels. */
  labels?: Int32Array;
}

/** The part of d3 in use; the package has no types. */
interface D3 {
  csvParseRows(text: string, row: (cells: string[], index: number) => void): unknown;
}

/** Longer texts do not fit in a string. */
const MOST_BYTES = 500e6;

/**
 * Read a table: with or without a line of names, which may be quoted; pixels row by row, channels
 * last, from 0 to 255 or as floats from 0 to 1.
 *
 * @param bytes The file.
 * @param source Its name, for errors.
 * @throws {InputError} No table of square images, or a cell that is no number.
 */
export async function readPixelTable(bytes: Uint8Array, source: string): Promise<PixelTable> {
  const what = formatOf(bytes);
  if (what) throw new InputError(`${source}: is ${what}`);
  if (bytes.length > MOST_BYTES) {
    throw new InputError(`${source}: tables over 500 MB are not read; turn it into an .npz`);
  }
  const { csvParseRows } = await import("npm:d3@7.9.2") as unknown as D3;
  const text = new TextDecoder().decode(bytes), rows = new Rows(bytes.length, source);
  csvParseRows(text, (cells, index) => rows.add(cells, index)); // each row is let go at once
  return rows.table();
}

/** Collects rows as numbers: as strings they would fill the memory. */
class Rows {
  readonly #source: string;
  readonly #bytes: number;
  #columns?: Columns;
  #pixels = new Float32Array(0); // [rows, H·W·C], room for all
  readonly #labels: number[] = [];
  #count = 0;
  #areWhole = true;

  constructor(bytes: number, source: string) {
    this.#bytes = bytes;
    this.#source = source;
  }

  /** @param index Of the line, from 0. */
  add(cells: string[], index: number): void {
    if (cells.length === 1 && cells[0] === "") return;
    if (!this.#columns) {
      this.#columns = columnsOf(cells, this.#source);
      // A cell takes at least two bytes, with its comma or line end.
      const most = Math.ceil((this.#bytes + 1) / (2 * cells.length));
      this.#pixels = new Float32Array(most * this.#columns.pixels);
      if (this.#columns.named) return;
    }
    this.#addNumbers(cells, index, this.#columns);
  }

  #addNumbers(cells: string[], index: number, { label, pixels }: Columns): void {
    const count = pixels + (label === undefined ? 0 : 1);
    if (cells.length !== count) {
      throw this.#error(index, `has ${cells.length} cells in place of ${count}`);
    }
    let to = this.#count * pixels;
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column], value = cell === "" ? NaN : Number(cell);
      if (value !== value) {
        throw this.#error(
          index,
          `holds ${JSON.stringify(cell.slice(0, 40))} in column ${column + 1}, no number`,
        );
      }
      if (column === label) this.#labels.push(value);
      else {
        this.#pixels[to++] = value;
        if (value % 1 !== 0) this.#areWhole = false;
      }
    }
    this.#count++;
  }

  #error(index: number, fault: string): InputError {
    return new InputError(
      `${this.#source}: line ${index + 1} ${fault}; give a label and pixels on each line`,
    );
  }

  table(): PixelTable {
    if (!this.#columns || this.#count === 0) {
      throw new InputError(`${this.#source}: holds no images; use a table with at least one row`);
    }
    const { pixels, imageShape, label } = this.#columns;
    const values = this.#pixels.subarray(0, this.#count * pixels);
    const type = this.#areWhole ? "int32" : "float32"; // whole ones are not scaled
    const images = pixelsFrom(values, type, this.#source); // [N, H, W, C]
    if (label === undefined) return { images, imageShape };
    const labels = labelsFrom(Float64Array.from(this.#labels), this.#source);
    return { images, imageShape, labels };
  }
}
