import { InputError } from "../errors.ts";
import { within } from "./_axis.ts";
import { load, type Markish } from "./_packages.ts";
import type { AxesPanel } from "./_panel.ts";
import { lineHeight, pixelText, spreadAlong, type Stretch, textWidth } from "./_texts.ts";

/**
 * A straight line across a figure: vertical at an x or horizontal at a y, with its label at its
 * end.
 */
export type ReferenceMark = { x: number; label?: string } | { y: number; label?: string };

/** A vertical one. */
export type UprightMark = Extract<ReferenceMark, { x: number }>;

/** Colour of reference lines and their names. */
export const referenceColor = "#555";

/** Reject marks without a valid position. */
export function checkMarks(marks: readonly ReferenceMark[]): void {
  marks.forEach((mark, k) => {
    const [axis, value] = "x" in mark ? ["x", mark.x] : ["y", mark.y];
    if (!Number.isFinite(value)) {
      throw new InputError(`marks: ${axis} of entry ${k} is ${value}; give a finite number`);
    }
  });
}

/** Values that the axes must include. */
export function valuesAt(marks: readonly ReferenceMark[], axis: "x" | "y"): number[] {
  return marks.flatMap((mark: { x?: number; y?: number }) => mark[axis] ?? []);
}

/** Room above a panel: one more line if vertical marks have names. */
export function topOf(marks: readonly ReferenceMark[]): number {
  return marks.some((mark) => "x" in mark && mark.label) ? 42 : 30;
}

/**
 * Dashed lines for the marks within the panel, and the names of the vertical ones above it, moved
 * apart.
 *
 * @param right Right limit for the names, CSS pixels.
 */
export function referenceMarks(
  marks: readonly ReferenceMark[],
  panel: AxesPanel,
  right = panel.width - 4,
): Markish[] {
  const { ruleX, ruleY } = load("plot");
  const style = { stroke: referenceColor, strokeWidth: 1.2, strokeDasharray: "2,3" };
  const upright = marks.flatMap((mark) => "x" in mark ? [{ ...mark, x: panel.x.at(mark.x) }] : [])
    .filter(({ x }) => within(x, panel.x.domain));
  const level = marks.flatMap((mark) => "y" in mark ? [panel.y.at(mark.y)] : [])
    .filter((y) => within(y, panel.y.domain));
  const drawn = [
    ...(upright.length ? [ruleX(upright.map(({ x }) => x), style)] : []),
    ...(level.length ? [ruleY(level, style)] : []),
  ];
  const named = upright.filter(({ label }) => label).map(({ x, label }) => ({
    x: panel.toX(x),
    text: label!,
  }));
  return named.length ? [...drawn, namesAbove(named, panel, right)] : drawn;
}

function namesAbove(
  named: { x: number; text: string }[],
  { edges }: AxesPanel,
  right: number,
): Markish {
  const stretches = named.map(({ x, text }): Stretch => ({
    at: x,
    size: textWidth(text) + 6,
    lane: [0, 1],
  }));
  const moves = spreadAlong(stretches, [4, right]);
  const texts = named.map(({ x, text }, k) => ({
    x: x + moves[k],
    y: edges[1] - lineHeight / 2 - 1,
    text,
  }));
  return pixelText(texts, { fill: referenceColor });
}
