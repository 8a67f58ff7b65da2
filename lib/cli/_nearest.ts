/** The name the user probably meant. */
import { closest, distance } from "npm:fastest-levenshtein@1.0.16";

/**
 * A name that starts with or contains the typed text; else the one with the smallest edit distance.
 *
 * @param typed Not a valid name.
 * @param known Valid names; at least one.
 * @returns Undefined if even the closest is too different.
 */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const start = typed.toLowerCase();
  if (start.length > 1) {
    const longer = known.find((name) => name.startsWith(start)) ??
      known.find((name) => name.includes(start));
    if (longer) return longer;
  }
  const close = closest(typed, known);
  return 2 * distance(typed, close) <= Math.max(typed.length, 4) ? close : undefined;
}

/** `; did you mean cosface?`, or nothing. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const name = nearest(typed, known);
  return name === undefined ? "" : `; did you mean ${name}?`;
}
