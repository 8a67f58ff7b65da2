/// <reference lib="dom" />
import type { PlotOptions } from "npm:@observablehq/plot@0.6.17";
import { load } from "./_packages.ts";
import { wrapped } from "./_texts.ts";
import { SvgFigure } from "./figure.ts";

/** Font stack of every figure: DejaVu draws the PNG, the others are what browsers have. */
const fontFamily = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";
/** Font sizes of the heading, CSS pixels. */
export const titleSize = 15, subtitleSize = 11.5;
const edge = 14;

/** What stands above a figure. */
export interface HeadingOptions {
  /** Above the figure. */
  title?: string;
  /** Below the title. */
  subtitle?: string;
}

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

/** What an upright axis measures, over it and flush with the title; before it, in bold, what the panel shows. */
export function panelLabel(text: string, name = ""): string {
  const bold = name && `<tspan font-weight="bold">${escaped(name)}</tspan>`;
  return `<text x="${edge}" y="14" text-anchor="start">${[bold, escaped(text)].filter(Boolean).join("  · ")}</text>`;
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
  const heading = headingMarkup(size.width, size);
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

/**
 * Title and subtitle, broken into lines that fit.
 *
 * @param sizes Of their letters, CSS pixels.
 * @returns Markup, and how much it takes.
 */
export function headingMarkup(
  width: number,
  { title = "", subtitle = "" }: HeadingOptions,
  sizes: [number, number] = [titleSize, subtitleSize],
): { markup: string; height: number } {
  const texts: string[] = [];
  let y = edge - 4;
  const add = (text: string, size: number, attributes: string) => {
    for (const line of wrapped(text, lettersIn(width, size))) {
      y += size * 1.3;
      texts.push(`<text x="${edge}" y="${y - size * 0.25}" font-size="${size}" ${attributes}>${escaped(line)}</text>`);
    }
  };
  add(title, sizes[0], 'font-weight="bold" fill="#111"');
  add(subtitle, sizes[1], 'fill="#555"');
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
