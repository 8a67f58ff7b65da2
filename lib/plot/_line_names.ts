import { type Axis, within } from "./_axis.ts";
import { type Box, visibleRuns } from "./_clip.ts";
import { load, type Markish } from "./_packages.ts";
import type { AxesPanel } from "./_panel.ts";
import type { Place } from "./_places.ts";
import { referenceColor, type ReferenceMark } from "./_reference_marks.ts";
import {
  balanced,
  inkOf,
  lineHeight,
  pixelText,
  spreadAlong,
  type Stretch,
  textWidth,
} from "./_texts.ts";

/** A name and the end of its line, in axis units. */
export interface LineName extends Place {
  text: string;
  color: string;
  bold: boolean;
  /** The line's last visible part. */
  run: Place[];
}

/** Longest line of a name, characters. */
const nameLetters = 24;
/** From a line to its name, CSS pixels. */
const gap = 9;

/** Names of lines; an invisible line has none. */
export function lineNames(lines: { name: string; color: string }[], runs: Place[][][]): LineName[] {
  return lines.flatMap(({ name, color }, k) => {
    const run = runs[k].at(-1);
    return run
      ? [{
        ...run.at(-1)!,
        run,
        text: balanced(name, nameLetters),
        color: inkOf(color),
        bold: true,
      }]
      : [];
  });
}

/** Names of horizontal reference marks, placed with the lines' names. */
export function levelNames(
  marks: readonly ReferenceMark[],
  { x, y }: { x: Axis; y: Axis },
): LineName[] {
  return marks.flatMap((mark) => {
    if (!("y" in mark) || !mark.label || !within(y.at(mark.y), y.domain)) return [];
    const end = { x: x.domain[1], y: y.at(mark.y) };
    return [{
      ...end,
      run: [end],
      text: balanced(mark.label, nameLetters),
      color: referenceColor,
      bold: false,
    }];
  });
}

/** Whether a line ends at the panel's right edge, so that its name goes in the margin. */
function endsAtEdge({ x }: Place, { domain: [first, last] }: Axis): boolean {
  return x >= last - 1e-9 * (last - first);
}

/** The right margin that names outside the panel need, CSS pixels. */
export function nameRoom(names: LineName[], x: Axis): number {
  return 22 +
    Math.max(0, ...names.filter((name) => endsAtEdge(name, x)).map(({ text }) => textWidth(text)));
}

/**
 * Names of lines that reach the right edge, in the margin and moved apart; names of other lines
 * next to their ends, or further back if they would cover something.
 *
 * @param runs Everything that names inside the panel should avoid.
 */
export function nameMarks(names: LineName[], runs: Place[][], panel: AxesPanel): Markish[] {
  const outside = names.filter((name) => endsAtEdge(name, panel.x));
  const moves = marginMoves(outside, panel);
  const taken = outside.map((name, k): Box => {
    const x = panel.toX(name.x) + gap,
      y = panel.toY(name.y) + moves[k],
      half = heightOf(name.text) / 2;
    return [x, x + textWidth(name.text), y - half, y + half];
  });
  const inside = insideMarks(
    names.filter((name) => !outside.includes(name)),
    { runs, taken },
    panel,
  );
  return [...outside.map((name, k) => marginMark(name, moves[k])), ...inside];
}

function marginMoves(names: LineName[], { edges, toY }: AxesPanel): number[] {
  const stretches = names.map(({ y, text }): Stretch => ({
    at: toY(y),
    size: heightOf(text),
    lane: [0, 1],
  }));
  return spreadAlong(stretches, [edges[1] - 8, edges[3] + 8]);
}

function marginMark({ x, y, text: name, color, bold }: LineName, move: number): Markish {
  const { text } = load("plot");
  const style = {
    x: "x",
    y: "y",
    dx: gap,
    textAnchor: "start",
    text: [name],
    dy: move,
    fill: color,
  } as const;
  return text([{ x, y }], bold ? { ...style, fontWeight: "bold" } : style);
}

function insideMarks(
  names: LineName[],
  around: { runs: Place[][]; taken: Box[] },
  panel: AxesPanel,
): Markish[] {
  const toPixels = (run: Place[]) => run.map(({ x, y }) => ({ x: panel.toX(x), y: panel.toY(y) }));
  const obstacles = around.runs.map(toPixels), taken = around.taken.slice();
  return names.map(({ run, text, color }) => {
    const boxes = besideLine(toPixels(run), text, panel);
    const box = boxes.find((candidate) => isFree(candidate, obstacles, taken)) ?? boxes[0];
    taken.push(box);
    const place = { x: box[0], y: (box[2] + box[3]) / 2, text };
    return pixelText([place], { textAnchor: "start", fill: color, fontWeight: "bold" });
  });
}

/**
 * Possible positions of a name: right, left, above or below its line, starting at the line's end;
 * at least one.
 */
function besideLine(run: Place[], text: string, { edges, width }: AxesPanel): Box[] {
  const w = textWidth(text), h = heightOf(text), near = 4;
  const boxes = run.toReversed().flatMap(({ x, y }): Box[] => [
    ...[x + gap, x - gap - w].map((left): Box => [left, left + w, y - h / 2, y + h / 2]),
    ...[x, x - w].flatMap((left) =>
      [y + near, y - near - h].map((top): Box => [left, left + w, top, top + h])
    ),
  ]);
  const fitting = boxes.filter(([left, right, top, bottom]) =>
    left >= edges[0] && right <= width - 4 && top >= edges[1] - 8 && bottom <= edges[3]
  );
  return fitting.length ? fitting : boxes;
}

function isFree(box: Box, lines: Place[][], taken: Box[]): boolean {
  const apart = (other: Box) =>
    other[0] > box[1] || other[1] < box[0] || other[2] > box[3] || other[3] < box[2];
  return taken.every(apart) && lines.every((line) => visibleRuns(line, box).length === 0);
}

function heightOf(text: string): number {
  return lineHeight * text.split("\n").length;
}
