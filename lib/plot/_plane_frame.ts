import type { Embeddings } from "../types.ts";
import { rangeOf, within } from "./_axis.ts";
import type { Domain } from "./_domain.ts";
import { load, type Markish, type PlotOptions } from "./_packages.ts";
import type { Projection } from "./principal_components.ts";

const usualMargins = { left: 58, right: 14, top: 8, bottom: 38 };
const compactMargins = { left: 40, right: 8, top: 6, bottom: 22 };

/** From the plane to CSS pixels. */
export interface Frame {
  width: number;
  height: number;
  compact: boolean;
  /** Left, top, right, bottom of the plotted rectangle. */
  edges: [number, number, number, number];
  /** `[N, 2]` → `[N, 2]`. */
  toPixels(points: Float64Array): Float64Array;
}

/** Fit a domain to a figure of this width, with the same scale on both axes. */
export function frameOf({ x, y }: Domain, width: number, compact = false): Frame {
  const margins = compact ? compactMargins : usualMargins;
  const inner = width - margins.left - margins.right;
  const scale = inner / (x[1] - x[0]);
  const innerHeight = Math.round((y[1] - y[0]) * scale);
  const bottom = margins.top + innerHeight;
  return {
    width,
    height: bottom + margins.bottom,
    compact,
    edges: [margins.left, margins.top, width - margins.right, bottom],
    toPixels: (points) =>
      points.map((value, k) =>
        k % 2 ? bottom - (value - y[0]) * scale : margins.left + (value - x[0]) * scale
      ),
  };
}

/** Axis labels of a plane. */
export interface AxisLabels {
  x: string;
  /** None if height has no meaning. */
  y?: string;
}

/** Of embeddings: coordinates, or the share of variance of each component. */
export function axisLabels(D: number, { explained }: Projection): AxisLabels {
  if (D <= 2) return hasRows(D) ? { x: "x₁" } : { x: "x₁", y: "x₂" };
  const [x, y] = explained.map((share) => `${Math.round(share * 100)} % of the variance`);
  return { x: `first component, ${x}`, y: `second component, ${y}` };
}

/** Plot's options for the margins and the two axes. */
export function axesOf(
  { width, height, edges, compact }: Frame,
  domain: Domain,
  labels: AxisLabels,
): PlotOptions {
  const common = {
    ticks: compact ? 4 : 6,
    tickSize: 4,
    labelArrow: "none" as const,
    labelAnchor: "center" as const,
  };
  return {
    marginLeft: edges[0],
    marginRight: width - edges[2],
    marginTop: edges[1],
    marginBottom: height - edges[3],
    x: { ...common, domain: domain.x, label: compact ? null : labels.x },
    y: labels.y
      ? { ...common, domain: domain.y, label: compact ? null : labels.y }
      : { domain: domain.y, axis: null },
  };
}

/** One dimension is spread into rows, whose height means nothing. */
function hasRows(D: number): boolean {
  return D === 1;
}

/** The frame and a thin cross at the origin. */
export function groundMarks(origin: [number, number], domain: Domain, D: number): Markish[] {
  const { frame, ruleX, ruleY } = load("plot");
  const inside = (value: number, domain: [number, number]) => within(value, domain) ? [value] : [];
  const thin = { stroke: "#bbb", strokeWidth: 0.8 };
  const cross = [ruleX(inside(origin[0], domain.x), thin)];
  if (!hasRows(D)) cross.push(ruleY(inside(origin[1], domain.y), thin));
  return [frame({ stroke: "#ccc" }), ...cross];
}

/** What a title must say if the plane is not the embedding space itself. */
export function planeNote(embeddingSize: number): string {
  if (embeddingSize === 1) return "(one dimension, a row a class)";
  if (embeddingSize === 2) return "";
  return "(first two principal components)";
}

/** Spread one dimension into one row per class, class 0 on top; other projections are unchanged. */
export function inRows(
  projection: Projection,
  { embeddingSize, labels, classes }: Embeddings,
): Projection {
  if (!hasRows(embeddingSize)) return projection;
  const [low, high] = rangeOf(projection.points), step = ((high - low) || 1) / classes;
  const points = projection.points.map((x, k) =>
    k % 2 ? step * ((classes - 1) / 2 - labels[k >> 1]) : x
  );
  return { ...projection, points };
}
