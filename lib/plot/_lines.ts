import type { Axis } from "./_axis.ts";
import { type Box, inBox, visibleRuns } from "./_clip.ts";
import { panelLabel, plotMarkup } from "./_compose.ts";
import { levelNames, lineNames, nameMarks, nameRoom } from "./_line_names.ts";
import { load, type Markish } from "./_packages.ts";
import { gridMarks, panelOf, panelOptions } from "./_panel.ts";
import type { Place } from "./_places.ts";
import { type ReferenceMark, referenceMarks, topOf } from "./_reference_marks.ts";

/** A named line of a panel; a point whose y is NaN is a gap. */
export interface Line {
  name: string;
  color: string;
  points: Place[];
  dashed?: boolean;
}

/** Options of a line panel. */
export interface LinesStyle {
  width: number;
  height: number;
  x: Axis;
  y: Axis;
  /** Draw a dot at every point, not only at isolated ones. */
  dots?: boolean;
  marks?: readonly ReferenceMark[];
}

/** A line panel with each line's name at its end. */
export function linesMarkup(lines: Line[], { x, y, ...style }: LinesStyle): string {
  const { marks = [] } = style;
  const box: Box = [...x.domain, ...y.domain];
  const placed = lines.map(({ points }) => points.map((p) => ({ x: x.at(p.x), y: y.at(p.y) })));
  const runs = placed.map((points) => visibleRuns(points, box));
  // Dots are only at data points, not where a line is clipped at the panel's edge.
  const dots = placed.map((points, k) =>
    style.dots
      ? points.filter((p) => inBox(p, box))
      : runs[k].filter((run) => run.length === 1).flat()
  );
  const names = [...lineNames(lines, runs), ...levelNames(marks, { x, y })];
  const panel = panelOf({ x, y }, {
    width: style.width,
    height: style.height,
    top: topOf(marks),
    right: nameRoom(names, x),
  });
  return panelLabel(y.label) + plotMarkup({
    ...panelOptions(panel),
    marks: [
      ...gridMarks(panel),
      ...referenceMarks(marks, panel),
      ...lineMarks(lines, runs, dots),
      ...nameMarks(names, runs.flat(), panel),
    ],
  });
}

/** The lines, dashed ones on top, and their dots. */
function lineMarks(lines: Line[], runs: Place[][][], dots: Place[][]): Markish[] {
  const { dot, line } = load("plot");
  const rowsOf = (k: number) =>
    runs[k].flatMap((run, r) => run.map((p) => ({ ...p, color: lines[k].color, z: `${k}.${r}` })));
  const all = lines.map((_, k) => k),
    style = { x: "x", y: "y", z: "z", stroke: "color", strokeWidth: 2 };
  const solid = all.filter((k) => !lines[k].dashed).flatMap(rowsOf);
  const dashed = all.filter((k) => lines[k].dashed).flatMap(rowsOf);
  const dotted = dots.flatMap((points, k) => points.map((p) => ({ ...p, color: lines[k].color })));
  return [
    ...(solid.length ? [line(solid, style)] : []),
    ...(dashed.length ? [line(dashed, { ...style, strokeDasharray: "6,4" })] : []),
    ...(dotted.length ? [dot(dotted, { x: "x", y: "y", fill: "color", r: 2.6 })] : []),
  ];
}
