import { type CircleLabel, type CircleLayout, labelSize } from "./_circle_layout.ts";
import { dotRadius, dotsMark } from "./_dots.ts";
import type { Markish } from "./_packages.ts";
import { arrowPaths, pathsMark, pointText } from "./_paths.ts";
import type { Place } from "./_places.ts";
import { pixelText } from "./_texts.ts";

/** From one angle to another (radians), in the direction of the numbers. */
export interface Turn {
  from: number;
  to: number;
}

/** Sectors of the disc in class colours. */
export function sectorsMark(
  sectors: (Turn & { class: number })[],
  layout: CircleLayout,
  colors: string[],
): Markish {
  const paths = sectors.map((sector) => ({
    d: `M${middleOf(layout)}L${arcPath(sector, 1, layout).slice(1)}Z`,
    fill: colors[sector.class],
  }));
  return pathsMark(paths, { stroke: "none", "fill-opacity": 0.16 });
}

/** The circle, its centre, and arcs. */
export function circlesMark(
  arcs: (Turn & { radius: number; color: string })[],
  layout: CircleLayout,
): Markish {
  const circle = arcPath({ from: 0, to: Math.PI }, 1, layout) +
    arcPath({ from: Math.PI, to: 2 * Math.PI }, 1, layout);
  return pathsMark([
    { d: circle, stroke: "#999", "stroke-width": 1.2 },
    ...arcs.map((arc) => ({
      d: arcPath(arc, arc.radius, layout),
      stroke: arc.color,
      "stroke-width": 1.8,
    })),
    { d: `M${middleOf(layout)}h0`, stroke: "#333", "stroke-width": 5, "stroke-linecap": "round" },
  ], { fill: "none" });
}

/** Dashed rays. */
export function boundariesMark(angles: number[], reach: number, layout: CircleLayout): Markish {
  const paths = angles.map((angle) => ({
    d: `M${middleOf(layout)}L${pointText(layout.at(angle, reach))}`,
  }));
  return pathsMark(paths, {
    fill: "none",
    stroke: "#555",
    "stroke-width": 1.3,
    "stroke-dasharray": "5,4",
  });
}

/** Arrows from the centre to the circle. */
export function vectorsMark(
  vectors: { angle: number; color: string; width: number }[],
  { at }: CircleLayout,
): Markish {
  return pathsMark(
    vectors.flatMap(({ angle, color, width }) => arrowPaths(at(0, 0), at(angle, 1), color, width)),
  );
}

/** Dots on the circle. */
export function pointsMark(
  { angles, labels }: { angles: ArrayLike<number>; labels: ArrayLike<number> },
  { at }: CircleLayout,
  colors: string[],
): Markish {
  const places = Array.from(angles, (angle) => at(angle, 1)), few = places.length <= 40;
  return dotsMark(Float64Array.from(places.flatMap(({ x, y }) => [x, y])), labels, {
    shown: places.map((_, i) => i),
    colors,
    edges: [-Infinity, -Infinity, Infinity, Infinity],
    radius: few ? 4.5 : dotRadius(places.length) + 0.6,
    opacity: few ? 1 : 0.5,
  });
}

/** Labels, by colour and weight. */
export function labelMarks(labels: CircleLabel[], places: Place[]): Markish[] {
  return labels.map(({ text, color, bold }, k) => {
    const weight = bold ? { fontWeight: "bold" } : {};
    return pixelText([{ ...places[k], text }], { fontSize: labelSize, fill: color, ...weight });
  });
}

function arcPath({ from, to }: Turn, radius: number, { at, unit }: CircleLayout): string {
  const large = Math.abs(to - from) > Math.PI ? 1 : 0, sweep = to > from ? 0 : 1;
  const r = +(radius * unit).toFixed(1);
  return `M${pointText(at(from, radius))}A${r},${r},0,${large},${sweep},${
    pointText(at(to, radius))
  }`;
}

function middleOf({ at }: CircleLayout): string {
  return pointText(at(0, 0));
}
