/** Which cells form a slide. */
import { type Cell, type Notebook, textOf } from "../notebooks/notebook.ts";

/** Jupyter's slide types, and `-`, a cell that continues the previous slide. */
export type SlideType = "slide" | "subslide" | "fragment" | "skip" | "notes" | "-";

/** Cells side by side in one direction (slides), each a column of subslides. */
export type Deck = Cell[][][];

/**
 * What a cell's slide metadata says; without any, a heading starts a slide (levels 1 and 2) or a
 * subslide (level 3).
 */
export function slideType(cell: Cell): SlideType {
  const { slide_type } = (cell.metadata.slideshow ?? {}) as { slide_type?: SlideType | "" };
  if (slide_type) return slide_type;
  const level = cell.cell_type === "markdown"
    ? textOf(cell.source).match(/^(#{1,6}) /)?.[1].length
    : undefined;
  if (level === undefined || level > 3) return "-";
  return level === 3 ? "subslide" : "slide";
}

/** Columns of subslides, from left to right; skipped cells are left out. */
export function deckOf({ cells }: Notebook): Deck {
  const deck: Deck = [];
  for (const cell of cells) {
    const type = slideType(cell);
    if (type === "skip") continue;
    if (type === "slide" || deck.length === 0) deck.push([[cell]]);
    else if (type === "subslide") deck.at(-1)!.push([cell]);
    else deck.at(-1)!.at(-1)!.push(cell);
  }
  return deck;
}
