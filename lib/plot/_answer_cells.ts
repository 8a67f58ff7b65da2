/** Images in a grid, each with its number and two lines of text. */
import { type Drawn, escaped } from "./_compose.ts";
import { imageMarkup, type ImageRows } from "./_image_markup.ts";

/** What stands below an image. */
export interface Answer {
  /** In bold. */
  text: string;
  /** Below it, smaller, a line each. */
  notes: readonly (string | undefined)[];
  /** Of the text: `#rrggbb`. */
  color: string;
}

const edge = 14, alone = 64, paired = 50, gap = 2, cellWidth = 120, noteHeight = 13;

/**
 * As many in a row as a width takes.
 *
 * @param options.originals What the images were made from, shown at their left.
 */
export function answerCells(
  rows: ImageRows,
  answers: readonly Answer[],
  { width, originals }: { width: number; originals?: ImageRows },
): Drawn {
  const columns = Math.max(1, Math.floor((width - 2 * edge) / cellWidth));
  const lines = Math.max(0, ...answers.map(({ notes }) => notes.filter(Boolean).length));
  const side = originals ? paired : alone, cellHeight = side + 33 + noteHeight * lines;
  const cells = answers.map((answer, index) => {
    const middle = edge + (index % columns + 0.5) * cellWidth;
    const y = 8 + cellHeight * Math.floor(index / columns);
    return pictureMarkup(rows, index, { middle, y, side, originals }) +
      textsMarkup(answer, { x: middle, y: y + side + 14 });
  });
  return { markup: cells.join("\n"), height: 8 + cellHeight * Math.ceil(answers.length / columns) };
}

/** An image, at its left what it was made from, and its number. */
function pictureMarkup(
  rows: ImageRows,
  index: number,
  { middle, y, side, originals }: {
    middle: number;
    y: number;
    side: number;
    originals?: ImageRows;
  },
): string {
  const left = originals ? middle - gap / 2 - side : middle - side / 2;
  const x = originals ? middle + gap / 2 : left, width = x + side - left;
  return [
    ...(originals ? [imageMarkup(originals, index, { x: left, y, side })] : []),
    imageMarkup(rows, index, { x, y, side }),
    frameMarkup(left, y, { width, height: side }),
    numberMarkup(index + 1, left, y),
  ].join("");
}

function textsMarkup({ text, notes, color }: Answer, { x, y }: { x: number; y: number }): string {
  const shown = notes.filter((note) => note !== undefined);
  return [
    line(cut(text, 17), { x, y }, `font-weight="bold" fill="${color}"`),
    ...shown.map((note, k) =>
      line(cut(note, 21), { x, y: y + noteHeight * (k + 1) }, 'font-size="9.5" fill="#555"')
    ),
  ].join("");
}

/** A white image would have no edge on the figure's ground. */
function frameMarkup(x: number, y: number, { width, height }: { width: number; height: number }) {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="#999" stroke-width="0.7"/>`;
}

/** On a white ground, in the corner. */
function numberMarkup(number: number, x: number, y: number): string {
  const width = 7 + 6.5 * String(number).length;
  return `<rect x="${x}" y="${y}" width="${width}" height="13" fill="white" fill-opacity="0.85"/>` +
    line(String(number), { x: x + width / 2, y: y + 10.5 }, 'font-size="10" fill="#111"');
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function line(text: string, { x, y }: { x: number; y: number }, style: string): string {
  if (text === "") return "";
  return `<text x="${x}" y="${y}" text-anchor="middle" ${style}>${escaped(text)}</text>`;
}
