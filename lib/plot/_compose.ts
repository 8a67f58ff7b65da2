import { load, type PlotOptions } from "./_packages.ts";
import { wrapped } from "./_texts.ts";
import { SvgFigure } from "./figure.ts";

/** Font stack of every figure: DejaVu for the PNG, the others for browsers. */
const fontFamily = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";
/** Font sizes of the heading, CSS pixels. */
export const titleSize = 15, subtitleSize = 11.5;
const edge = 14;

/** The heading of a figure. */
export interface HeadingOptions {
  /** Above the figure. */
  title?: string;
  /** Below the title. */
  subtitle?: string;
}

/** SVG markup and its height in CSS pixels. */
export interface Drawn {
  markup: string;
  height: number;
}

/** SVG markup to be placed at x, y (CSS pixels, below the title). */
export interface Panel {
  markup: string;
  x: number;
  y: number;
}

/** Draw with Observable Plot and return the markup inside its `<svg>`. */
export function plotMarkup(options: PlotOptions): string {
  const { document } = load("linkedom").parseHTML("<html></html>") as unknown as Pick<
    PlotOptions,
    "document"
  >;
  const element = load("plot").plot({ ...options, document });
  element.querySelector("style")?.remove(); // For browsers only; too new for many viewers.
  return element.innerHTML;
}

/**
 * The label of a vertical axis, above it and flush with the title, preceded by the panel's title in
 * bold.
 */
export function panelLabel(text: string, name = ""): string {
  const bold = name && `<tspan font-weight="bold">${escaped(name)}</tspan>`;
  return `<text x="${edge}" y="14" text-anchor="start">${
    [bold, escaped(text)].filter(Boolean).join("  · ")
  }</text>`;
}

/**
 * Put panels under a title, as a figure that opens anywhere: namespace, fonts, white background.
 *
 * @param panels What is drawn.
 * @param size Width, and height without the title, in CSS pixels.
 */
export function composeFigure(
  panels: Panel[],
  size: HeadingOptions & { width: number; height: number },
): SvgFigure {
  const heading = headingMarkup(size.width, size);
  const width = Math.round(size.width), height = Math.round(size.height + heading.height);
  const groups = panels.map(({ markup, x, y }) =>
    `<g transform="translate(${x},${
      y + heading.height
    })" fill="currentColor" text-anchor="middle">${markup}</g>`
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

/** Make a figure of vertically stacked parts. */
export function stackFigure(
  parts: Drawn[],
  heading: HeadingOptions & { width: number },
): SvgFigure {
  let height = 0;
  const panels = parts.map((part) => {
    const y = height;
    height += part.height;
    return { markup: part.markup, x: 0, y };
  });
  return composeFigure(panels, { ...heading, height });
}

/**
 * Title and subtitle, broken into lines that fit.
 *
 * @param sizes Font sizes, CSS pixels.
 * @returns Markup and its height.
 */
export function headingMarkup(
  width: number,
  { title = "", subtitle = "" }: HeadingOptions,
  sizes: [number, number] = [titleSize, subtitleSize],
): Drawn {
  const texts: string[] = [];
  let y = edge - 4;
  const add = (text: string, size: number, attributes: string) => {
    for (const line of wrapped(text, lettersIn(width, size))) {
      y += size * 1.3;
      texts.push(
        `<text x="${edge}" y="${y - size * 0.25}" font-size="${size}" ${attributes}>${
          escaped(line)
        }</text>`,
      );
    }
  };
  add(title, sizes[0], 'font-weight="bold" fill="#111"');
  add(subtitle, sizes[1], 'fill="#555"');
  return { markup: texts.join("\n"), height: texts.length ? y + 2 : 0 };
}

/** A legend: rows of coloured squares with the series' names; nothing without names. */
export function keyMarkup(names: string[], colors: string[], width: number): Drawn {
  if (names.length === 0) return { markup: "", height: 0 };
  let x = edge, y = 6;
  const parts = names.map((name, k) => {
    const needed = 34 + name.length * 7;
    if (x > edge && x + needed > width) [x, y] = [edge, y + 18];
    const part = `<rect x="${x}" y="${y}" width="11" height="11" fill="${colors[k]}"/>` +
      `<text x="${x + 16}" y="${y + 9.5}" text-anchor="start">${escaped(name)}</text>`;
    x += needed;
    return part;
  });
  return { markup: parts.join(""), height: y + 16 };
}

/** Number of characters that surely fit on a line, from the width of DejaVu Sans. */
function lettersIn(width: number, size: number): number {
  return Math.floor((width - 2 * edge) / (size * 0.62));
}

/** Text truncated to one line of a figure. */
export function oneLine(text: string, width: number, size: number): string {
  const most = lettersIn(width, size);
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/** Text escaped for XML. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
    '"',
    "&quot;",
  );
}

/** Two decimals: a fiftieth of a pixel at 2x, and the same on every machine. */
function roundedNumbers(svg: string): string {
  return svg.replace(
    /<[^>]+>/g,
    (tag) => tag.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (digits) => `${+(+digits).toFixed(2)}`),
  );
}
