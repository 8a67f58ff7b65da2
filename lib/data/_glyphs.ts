/** Which characters are classes: one for each outline, whatever scripts it serves. */
import { InputError } from "../errors.ts";
import { seededRandom, shuffledIndices } from "../random.ts";
import type { Font, Step } from "./_fonts.ts";

/** Outlines are compared in these fonts. */
const REFERENCES = ["DejaVuSans", "DejaVuSerif"];

/** A character that fewer font files have would be drawn too much alike. */
export const FEWEST_FONTS = 14;

/** Outlines are compared on a grid of so many lines each way: finer differences do not show. */
const GRID = 64;

/** A stream of random numbers of its own. */
const STREAM = 43;

/**
 * The first so many characters in an order drawn by seed: those of Unicode's would all be Latin.
 *
 * @returns Code points.
 * @throws {InputError} There are fewer.
 */
export function chosenCharacters(
  fonts: readonly Font[],
  { count, seed }: { count: number; seed: number },
): number[] {
  const all = distinctCharacters(fonts);
  if (count > all.length) {
    throw new InputError(
      `loadCharacters: classes and unseen are ${count} together; there are ${all.length}: ask for fewer`,
    );
  }
  const order = shuffledIndices(all.length, seededRandom(seed, STREAM));
  return Array.from(order.subarray(0, count), (index) => all[index]);
}

/** The character itself, or its number where it shows nothing when printed alone: `U+0301`. */
export function nameOf(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  const number = codePoint.toString(16).toUpperCase().padStart(4, "0");
  return /[\p{C}\p{M}\p{Z}]/u.test(character) ? `U+${number}` : character;
}

/**
 * Characters with outlines of their own, ascending: of those that look the same in one of two
 * fonts, such as Latin A, Greek Alpha and Cyrillic A, only the first.
 *
 * @param fonts As `loadFonts` reads them.
 * @returns Code points.
 */
export function distinctCharacters(fonts: readonly Font[]): number[] {
  const references = fonts.filter(({ name }) => REFERENCES.includes(name));
  const all = new Set(references.flatMap(({ codePoints }) => [...codePoints]));
  const seen = new Set<string>();
  return [...all].sort((a, b) => a - b).filter((codePoint) => {
    const holders = fonts.filter(({ codePoints }) => codePoints.has(codePoint));
    if (holders.length < FEWEST_FONTS) return false;
    const own = references.filter((font) => holders.includes(font));
    const keys = own.map(({ name, outline }) => name + outlineKey(outline(codePoint)));
    const isNew = keys.every((key, k) => key !== own[k].name && !seen.has(key));
    if (isNew) keys.forEach((key) => seen.add(key)); // one left out is not drawn
    return isNew;
  });
}

/**
 * A text that is the same for outlines that differ in size, position and proportions alone: moved
 * to the origin, scaled to a unit square, rounded. In which order contours are listed and where
 * each begins does not matter.
 *
 * @returns Empty for an empty outline.
 */
export function outlineKey(outline: readonly Step[]): string {
  const [left, right, bottom, top] = boundsOf(pointsOf(outline));
  const rounded = (value: number, least: number, most: number) =>
    Math.round(GRID * (value - least) / (most - least || 1));
  const contours: string[][] = [];
  for (const step of outline) {
    if (step.type === "M") contours.push([]);
    const points = pointsOf([step]);
    points.forEach(([x, y], k) => {
      const kind = k < points.length - 1 ? "~" : ""; // a control point is no corner
      contours.at(-1)!.push(`${kind}${rounded(x, left, right)},${rounded(y, bottom, top)}`);
    });
  }
  return contours.map(contourKey).sort().join(" ");
}

/** A contour from its first point in alphabetical order on. */
function contourKey(points: string[]): string {
  const open = points.length > 1 && points[0] === points.at(-1) ? points.slice(1) : points;
  const start = open.indexOf(open.toSorted()[0]);
  return [...open.slice(start), ...open.slice(0, start)].join("");
}

/** All points of an outline, control points among them. */
export function pointsOf(outline: readonly Step[]): [x: number, y: number][] {
  return outline.flatMap(({ x1, y1, x2, y2, x, y }) =>
    [[x1, y1], [x2, y2], [x, y]].filter((point): point is [number, number] =>
      point[0] !== undefined
    )
  );
}

/** The least and the most of each coordinate. */
export function boundsOf(
  points: readonly (readonly [x: number, y: number])[],
): [left: number, right: number, bottom: number, top: number] {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.min(bottom, y);
    top = Math.max(top, y);
  }
  return [left, right, bottom, top];
}
