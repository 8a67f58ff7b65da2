/** A notebook's file, version 4 of its format. */
import { InputError, messageOf } from "../../errors.ts";

/** What a cell has shown. */
export interface Output {
  output_type: "display_data" | "execute_result" | "stream" | "error";
  data?: Record<string, string | string[]>;
  metadata?: Record<string, unknown>;
  text?: string | string[];
  name?: string;
  ename?: string;
  evalue?: string;
  execution_count?: number | null;
}

export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  source: string | string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  outputs?: Output[];
  execution_count?: number | null;
}

export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** A code cell and its place. */
export interface NumberedCell {
  /** 1, 2, … among the code cells: its number in brackets once all have run. */
  number: number;
  cell: Cell;
  source: string;
}

/** @throws {InputError} When the file is missing or not a notebook. */
export function readNotebook(path: string): Notebook {
  try {
    const notebook = JSON.parse(Deno.readTextFileSync(path)) as Notebook;
    if (!Array.isArray(notebook.cells)) throw new Error("it has no cells");
    return notebook;
  } catch (error) {
    throw new InputError(`${path}: cannot be read as a notebook (${messageOf(error)})`);
  }
}

/** Lines may be stored as one string or as a list. */
export function textOf(text: string | string[] = ""): string {
  return Array.isArray(text) ? text.join("") : text;
}

export function codeCells({ cells }: Notebook): NumberedCell[] {
  return cells.filter(({ cell_type }) => cell_type === "code")
    .map((cell, index) => ({ number: index + 1, cell, source: textOf(cell.source) }));
}
