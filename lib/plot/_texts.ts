import { load, type Markish, type TextOptions } from "./_packages.ts";
import type { Place } from "./_places.ts";

/** Height of one line of normal text, CSS pixels. */
export const lineHeight = 14;
const letterWidth = 6.8;

/** Upper bound on the width of a text's longest line at the normal size of 11 CSS pixels. */
export function textWidth(text: string): number {
  return letterWidth * Math.max(0, ...text.split("\n").map((line) => line.length));
}

/**
 * Break text between words, but not next to =, + and the like, into lines of at most `most`
 * characters.
 */
export function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/(?<![=+−<>≤≥×])\s+(?![=+−<>≤≥×])/).filter(Boolean)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= most) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** The same, in lines of about equal length, as one string. */
export function balanced(text: string, most: number): string {
  const count = wrapped(text, most).length;
  let letters = most;
  while (letters > 1 && wrapped(text, letters - 1).length === count) letters--;
  return wrapped(text, letters).join("\n");
}

/** Text with a white outline, at positions in pixels, so without a scale. */
export function pixelText(texts: (Place & { text: string })[], options: TextOptions): Markish {
  const { text } = load("plot");
  return text(texts, {
    x: { value: texts.map(({ x }) => x), scale: null },
    y: { value: texts.map(({ y }) => y), scale: null },
    text: "text",
    stroke: "white",
    strokeWidth: 4,
    ...options,
  });
}

/** A text's extent along the axis it may move on, and across. */
export interface Stretch {
  /** Its centre. */
  at: number;
  size: number;
  /** From and to, across; texts that do not overlap here may be side by side. */
  lane: [number, number];
}

/**
 * How far each text must move along one axis so that none overlap.
 *
 * @param texts In CSS pixels.
 * @param within Bounds for all texts.
 */
export function spreadAlong(texts: Stretch[], within: [number, number]): number[] {
  const placed = texts.map(({ at }) => at);
  const order = placed.map((_, k) => k).sort((a, b) => placed[a] - placed[b]);
  for (let round = 0; round < 100; round++) {
    for (let k = 1; k < order.length; k++) {
      for (let j = 0; j < k; j++) pushPair(texts, placed, order[j], order[k]);
    }
    for (const [k, { size }] of texts.entries()) {
      placed[k] = Math.max(within[0] + size / 2, Math.min(within[1] - size / 2, placed[k]));
    }
  }
  return placed.map((place, k) => place - texts[k].at);
}

function pushPair(texts: Stretch[], placed: number[], before: number, after: number): void {
  const [a, b] = [texts[before], texts[after]];
  if (a.lane[0] >= b.lane[1] || b.lane[0] >= a.lane[1]) return;
  const overlap = (a.size + b.size) / 2 - (placed[after] - placed[before]);
  if (overlap <= 0) return;
  placed[after] += overlap / 2;
  placed[before] -= overlap / 2;
}

/** A class's colour, darkened where text in it would be too pale to read on white. */
export function inkOf(color: string): string {
  const { rgb } = load("d3"), { r, g, b } = rgb(color);
  const share = 0.55 * 255 / (0.2126 * r + 0.7152 * g + 0.0722 * b);
  return share < 1 ? rgb(r * share, g * share, b * share).formatHex() : color;
}
