import { load } from "./_packages.ts";

/** Which set of class colours: safe for colour-blind readers, or the article's. */
export type ColorSet = "safe" | "article";

/**
 * Ten fixed colours for the ten digits, as far apart as possible for readers with normal vision and
 * with missing red, green or blue cones alike, while none is too close to white or black.
 *
 * Found by a search that maximised the smallest CIE Lab distance of two colours over normal vision
 * and the three simulations of Machado et al. (2009): 30 units (the article's ten: 3.5).
 */
export const digitColors: readonly string[] = [
  "#141cff",
  "#be7217",
  "#10845f",
  "#880914",
  "#ad83ff",
  "#e8c30b",
  "#78246e",
  "#09d7ef",
  "#a2d37e",
  "#6208ac",
];

/** The ten colours of the article's figures. */
export const articleColors: readonly string[] = [
  "#ff0000",
  "#ffff00",
  "#00ff00",
  "#00ffff",
  "#0000ff",
  "#ff00ff",
  "#990000",
  "#999900",
  "#009900",
  "#009999",
];

/**
 * One colour per class. Beyond ten, hues advance by the golden angle, in three lightnesses, so that
 * consecutive classes stay distinct; the first ten never change.
 *
 * @param classes C.
 * @param set Which ten to start with.
 * @returns C colours as `#rrggbb`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(classColors(2, "article"), ["#ff0000", "#ffff00"]);
 * ```
 */
export function classColors(classes: number, set: ColorSet = "safe"): string[] {
  const first = set === "article" ? articleColors : digitColors;
  return Array.from({ length: classes }, (_, c) => first[c] ?? laterColor(c - first.length));
}

function laterColor(step: number): string {
  return load("d3").hsl((20 + step * 137.508) % 360, 0.7, [0.45, 0.62, 0.3][step % 3]).formatHex();
}
