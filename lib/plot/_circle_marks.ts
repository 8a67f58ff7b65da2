import type { Markish } from "npm:@observablehq/plot@0.6.17";
import { arrowPaths } from "./_arrows.ts";
import { type CircleLabel, type CircleLayout, labelSize } from "./_circle_layout.ts";
import { dotRadius, dotsMark } from "./_dots.ts";
import type { Place } from "./_places.ts";
import { type PathAttributes, pathsMark } from "./_svg_mark.ts";
import { pixelText } from "./_texts.ts";

/** From one angle to another (radians), the way the numbers go. */
export interface Turn {
  from: number;
  to: number;
}

/** Parts of the disc in the colours of classes. */
export function sectorsMark(sectors: (Turn & { class: number })[], layout: CircleLayout, colors: string[]): Markish {
  const [x, y] = coordinates(layout.at(0, 0));
  const paths = sectors.map((sector) => ({
    d: `M${x},${y}L${arcPath(sector, 1, layout).slice(1)}Z`,
    fill: colors[sector.class],
  }));
  return pathsMark(paths, { stroke: "none", "fill-opacity": 0.16 });
}

/** The circle, its middle, and arcs. */
export function circlesMark(arcs: (Turn & { radius: number; color: string })[], layout: CircleLayout): Markish {
  const circle = arcPath({ from: 0, to: Math.PI }, 1, layout) + arcPath({ from: Math.PI, to: 2 * Math.PI }, 1, layout);
  const [x, y] = coordinates(layout.at(0, 0));
  return pathsMark([
    { d: circle, stroke: "#999", "stroke-width": 1.2 },
    ...arcs.map((arc) => ({ d: arcPath(arc, arc.radius, layout), stroke: arc.color, "stroke-width": 1.8 })),
    { d: `M${x},${y}h0`, stroke: "#333", "stroke-width": 5, "stroke-linecap": "round" },
  ], { fill: "none" });
}

/** Dashed rays. */
export function boundariesMark(angles: number[], reach: number, layout: CircleLayout): Markish {
  const from = coordinates(layout.at(0, 0)).join();
  const paths = angles.map((angle) => ({ d: `M${from}L${coordinates(layout.at(angle, reach)).join()}` }));
  return pathsMark(paths, { fill: "none", stroke: "#555", "stroke-width": 1.3, "stroke-dasharray": "5,4" });
}

/** Arrows from the middle to the circle. */
export function vectorsMark(vectors: { angle: number; color: string; width: number }[], layout: CircleLayout): Markish {
  const from = layout.at(0, 0);
  return pathsMark(
    vectors.flatMap(({ angle, color, width }): PathAttributes[] => arrowPaths(from, layout.at(angle, 1), color, width)),
  );
}

/** Dots on the circle. */
export function pointsMark(
  { angles, labels }: { angles: ArrayLike<number>; labels: ArrayLike<number> },
  layout: CircleLayout,
  colors: string[],
): Markish {
  const pixels = Float64Array.from(
    Array.from(angles).flatMap((angle) => {
      const { x, y } = layout.at(angle, 1);
      return [x, y];
    }),
  );
  const few = angles.length <= 40;
  return dotsMark(pixels, labels, {
    shown: Array.from(angles, (_, i) => i),
    colors,
    edges: [-Infinity, -Infinity, Infinity, Infinity],
    radius: few ? 4.5 : dotRadius(angles.length) + 0.6,
    opacity: few ? 1 : 0.5,
  });
}

/** Labels of each colour and weight. */
export function labelMarks(labels: CircleLabel[], places: Place[]): Markish[] {
  return labels.map(({ text, color, bold }, k) =>
    pixelText([{ ...places[k], text }], {
      fontSize: labelSize,
      fill: color,
      ...(bold ? { fontWeight: "bold" } : {}),
    })
  );
}

function arcPath({ from, to }: Turn, radius: number, { at, unit }: CircleLayout): string {
  const large = Math.abs(to - from) > Math.PI ? 1 : 0, sweep = to > from ? 0 : 1;
  const r = +(radius * unit).toFixed(1);
  return `M${coordinates(at(from, radius)).join()}A${r},${r},0,${large},${sweep},${coordinates(at(to, radius)).join()}`;
}

function coordinates({ x, y }: Place): [number, number] {
  return [+x.toFixed(1), +y.toFixed(1)];
}
