/// <reference lib="dom" />
import type { PlotOptions } from "npm:@observablehq/plot@0.6.17";
import { load } from "./_packages.ts";
import { SvgFigure } from "./figure.ts";

/** Font stack of every figure: DejaVu draws the PNG, the others are what browsers have. */
const fontFamily = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";
/** Font sizes of the heading, CSS pixels. */
export const titleSize = 15, subtitleSize = 11.5;
const edge = 14;

/** SVG markup to be placed at x, y (CSS pixels, below the title). */
export interface Panel {
  markup: string;
  x: number;
  y: number;
}

/** Draw with Observable Plot and return the markup inside its `<svg>`. */
export function plotMarkup(options: PlotOptions): string {
  const { plot } = load("npm:@observablehq/plot@0.6.17");
  const { document } = load("npm:linkedom@0.18.15").parseHTML("<html><body></body></html>");
  const element = plot({ ...options, document: document as unknown as Document });
  element.querySelector("style")?.remove(); // It styles browsers only, and its selectors are newer than many viewers.
  return element.innerHTML;
}

/** What an upright axis measures, over it and flush with the title. */
export function panelLabel(text: string): string {
  return `<text x="${edge}" y="14" text-anchor="start">${escaped(text)}</text>`;
}

/**
 * Put panels under a title and make it a figure that opens anywhere: namespace, fonts, white ground.
 *
 * @param panels What is drawn.
 * @param size Width, and height without the title, in CSS pixels.
 */
export function composeFigure(
  panels: Panel[],
  size: { width: number; height: number; title?: string; subtitle?: string },
): SvgFigure {
  const heading = headingOf(size.width, size.title, size.subtitle);
  const width = Math.round(size.width), height = Math.round(size.height + heading.height);
  const groups = panels.map(({ markup, x, y }) =>
    `<g transform="translate(${x},${y + heading.height})" fill="currentColor" text-anchor="middle">${markup}</g>`
  );
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}"` +
    ` height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fontFamily}" font-size="11" color="#222">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    heading.markup,
    ...groups,
    "</svg>\n",
  ].filter((line) => line !== "").join("\n");
  return new SvgFigure(roundedNumbers(svg), { width, height });
}

function headingOf(width: number, title = "", subtitle = ""): { markup: string; height: number } {
  const texts: string[] = [];
  let y = edge - 4;
  const add = (text: string, size: number, attributes: string) => {
    for (const line of wrapped(text, lettersIn(width, size))) {
      y += size * 1.3;
      texts.push(`<text x="${edge}" y="${y - size * 0.25}" font-size="${size}" ${attributes}>${escaped(line)}</text>`);
    }
  };
  add(title, titleSize, 'font-weight="bold" fill="#111"');
  add(subtitle, subtitleSize, 'fill="#555"');
  return { markup: texts.join("\n"), height: texts.length ? y + 2 : 0 };
}

/** Letters that surely fit into a line, from the width of DejaVu Sans. */
function lettersIn(width: number, size: number): number {
  return Math.floor((width - 2 * edge) / (size * 0.62));
}

/** Text cut to what fits into one line of a figure. */
export function oneLine(text: string, width: number, size: number): string {
  const most = lettersIn(width, size);
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/** Break text between words into lines of at most `most` letters. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= most) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text as XML takes it. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Two decimals are a fiftieth of a pixel at 2x, and the same on every machine. */
function roundedNumbers(svg: string): string {
  return svg.replace(
    /<[^>]+>/g,
    (tag) => tag.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (digits) => `${+(+digits).toFixed(2)}`),
  );
}
