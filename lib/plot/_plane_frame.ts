import type { Markish, PlotOptions } from "npm:@observablehq/plot@0.6.17";
import type { Domain } from "./_domain.ts";
import { load } from "./_packages.ts";
import type { Projection } from "./principal_components.ts";

const margins = { left: 58, right: 14, top: 8, bottom: 38 };

/** From the plane to CSS pixels. */
export interface Frame {
  width: number;
  height: number;
  /** Left, top, right, bottom of the plotted rectangle. */
  edges: [number, number, number, number];
  /** `[N, 2]` → `[N, 2]`. */
  toPixels(points: Float64Array): Float64Array;
}

/** Lay a domain on a figure of this width, both axes on one scale. */
export function frameOf({ x, y }: Domain, width: number): Frame {
  const inner = width - margins.left - margins.right;
  const scale = inner / (x[1] - x[0]);
  const innerHeight = Math.round((y[1] - y[0]) * scale);
  const bottom = margins.top + innerHeight;
  return {
    width,
    height: bottom + margins.bottom,
    edges: [margins.left, margins.top, width - margins.right, bottom],
    toPixels: (points) =>
      points.map((value, k) => k % 2 ? bottom - (value - y[0]) * scale : margins.left + (value - x[0]) * scale),
  };
}

/** Plot's options of the margins and the two axes. */
export function axesOf(domain: Domain, D: number, { explained }: Projection): PlotOptions {
  const percent = explained.map((share) => `${Math.round(share * 100)} % of the variance`);
  const [x, y] = D > 2 ? [`first component, ${percent[0]}`, `second component, ${percent[1]}`] : ["x₁", "x₂"];
  const common = { ticks: 6, tickSize: 4, labelArrow: "none" as const, labelAnchor: "center" as const };
  return {
    marginLeft: margins.left,
    marginRight: margins.right,
    marginTop: margins.top,
    marginBottom: margins.bottom,
    x: { ...common, domain: domain.x, label: x },
    y: hasRows(D) ? { domain: domain.y, axis: null } : { ...common, domain: domain.y, label: y },
  };
}

/** One dimension is spread into rows, whose height means nothing. */
function hasRows(D: number): boolean {
  return D === 1;
}

/** The frame and a thin cross at the origin. */
export function groundMarks(origin: [number, number], domain: Domain, D: number): Markish[] {
  const { frame, ruleX, ruleY } = load("npm:@observablehq/plot@0.6.17");
  const within = (value: number, [low, high]: [number, number]) => value >= low && value <= high ? [value] : [];
  const thin = { stroke: "#bbb", strokeWidth: 0.8 };
  const cross = [ruleX(within(origin[0], domain.x), thin)];
  if (!hasRows(D)) cross.push(ruleY(within(origin[1], domain.y), thin));
  return [frame({ stroke: "#ccc" }), ...cross];
}
