import type { Markish } from "npm:@observablehq/plot@0.6.17";
import { boundariesOf, type ClassGrid } from "./_boundaries.ts";
import type { Frame } from "./_plane_frame.ts";
import { type PathAttributes, pathsMark } from "./_svg_mark.ts";

/** The frame's ground tinted by class, and the boundaries between classes. */
export function regionMarks(grid: ClassGrid, frame: Frame, colors: string[]): Markish[] {
  const tints = tintPaths(grid, frame).map((d, c) => ({ d, fill: colors[c] })).filter(({ d }) => d !== "");
  // Without smoothing, neighbouring rectangles leave no seam between them.
  const tint = pathsMark(tints, { stroke: "none", "fill-opacity": 0.2, "shape-rendering": "crispEdges" });
  const line: PathAttributes = { d: boundaryPath(grid, frame), fill: "none", "stroke-linejoin": "round" };
  const white = { ...line, stroke: "white", "stroke-width": 3 },
    dark = { ...line, stroke: "#444", "stroke-width": 1.1 };
  return [tint, pathsMark(line.d === "" ? [] : [white, dark], { "stroke-linecap": "round" })];
}

/** A path a class: one rectangle for each row's stretch of it. */
function tintPaths({ size, predicted }: ClassGrid, { edges: [left, top, right, bottom] }: Frame): string[] {
  const width = (right - left) / size, height = (bottom - top) / size, paths: string[][] = [];
  for (let row = 0; row < size; row++) {
    for (let from = 0, to = 0; from < size; from = to) {
      const class_ = predicted[row * size + from];
      while (to < size && predicted[row * size + to] === class_) to++;
      const x = number(left + from * width), y = number(top + row * height);
      (paths[class_] ??= []).push(`M${x},${y}H${number(left + to * width)}v${number(height)}H${x}z`);
    }
  }
  return Array.from(paths, (rectangles) => rectangles?.join("") ?? "");
}

function boundaryPath(grid: ClassGrid, { edges: [left, top, right, bottom] }: Frame): string {
  const width = (right - left) / grid.size, height = (bottom - top) / grid.size;
  return boundariesOf(grid)
    .map((line) => line.map(({ x, y }) => `${number(left + x * width)},${number(top + y * height)}`).join("L"))
    .map((line) => `M${line}`).join("");
}

function number(value: number): string {
  return String(+value.toFixed(2));
}
