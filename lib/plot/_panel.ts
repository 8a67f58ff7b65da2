import { type Axis, rangeOf } from "./_axis.ts";
import { load, type Markish, type PlotOptions } from "./_packages.ts";
import { textWidth } from "./_texts.ts";

/** A rectangle with two axes, which may have different scales. */
export interface AxesPanel {
  x: Axis;
  y: Axis;
  /** CSS pixels, margins included. */
  width: number;
  height: number;
  /** Left, top, right, bottom of the plotted rectangle. */
  edges: [number, number, number, number];
  /** From axis units (after `at`) to CSS pixels. */
  toX(value: number): number;
  toY(value: number): number;
}

/** Fit two axes to a panel; the left margin has room for the y labels. */
export function panelOf(
  axes: { x: Axis; y: Axis },
  size: { width: number; height: number; top?: number; right?: number; bottom?: number },
): AxesPanel {
  const { x, y } = axes, { width, height, top = 30, right = 22, bottom = 36 } = size;
  const numbers = y.ticks.map((tick) => textWidth(y.tickFormat(tick)));
  const left = Math.max(50, 14 + rangeOf(numbers)[1]);
  return {
    x,
    y,
    width,
    height,
    edges: [left, top, width - right, height - bottom],
    toX: (value) =>
      left + (value - x.domain[0]) / (x.domain[1] - x.domain[0]) * (width - right - left),
    toY: (value) =>
      height - bottom -
      (value - y.domain[0]) / (y.domain[1] - y.domain[0]) * (height - bottom - top),
  };
}

/** Plot's options for a panel: size, margins and axes. */
export function panelOptions({ x, y, width, height, edges }: AxesPanel): PlotOptions {
  return {
    width,
    height,
    marginLeft: edges[0],
    marginTop: edges[1],
    marginRight: width - edges[2],
    marginBottom: height - edges[3],
    x: { ...scaleOf(x), label: x.label || null, labelArrow: "none", labelAnchor: "center" },
    y: { ...scaleOf(y), label: null, tickSize: 0 },
  };
}

function scaleOf({ domain, ticks, tickFormat }: Axis): PlotOptions["x"] {
  return { domain, ticks, tickFormat };
}

/** Horizontal grid lines, and a stronger one at 0 if values are on both sides. */
export function gridMarks({ y }: AxesPanel): Markish[] {
  const { gridY, ruleY } = load("plot");
  const grid = gridY(y.ticks, { stroke: "#ddd", strokeOpacity: 1 });
  const crossed = y.at(0) === 0 && y.domain[0] < 0 && y.domain[1] > 0;
  return crossed ? [grid, ruleY([0], { stroke: "#999" })] : [grid];
}
