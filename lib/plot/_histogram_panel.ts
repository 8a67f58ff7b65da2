import type { Markish } from "npm:@observablehq/plot@0.6.17";
import { type Axis, linearAxis, rangeOf } from "./_axis.ts";
import { type Bins, countInBins, stepsOf } from "./_bins.ts";
import { panelLabel, plotMarkup } from "./_compose.ts";
import { load } from "./_packages.ts";
import { gridMarks, panelOf, panelOptions } from "./_panel.ts";
import type { Place } from "./_places.ts";
import { referenceMarks, topOf, type UprightMark } from "./_reference_marks.ts";

/** One histogram of a panel. */
export interface Histogram {
  color: string;
  values: ArrayLike<number>;
}

/** How a panel of histograms is drawn. */
export interface HistogramStyle {
  /** Before the label of y. */
  name: string;
  x: Axis;
  yLabel: string;
  bins: Bins;
  share: boolean;
  marks: readonly UprightMark[];
  width: number;
  /** Of the plotted rectangle. */
  inner: number;
  /** Whether the numbers of x stand below. */
  numbered: boolean;
}

/** Draw histograms over each other. */
export function histogramPanel(histograms: Histogram[], style: HistogramStyle): { markup: string; height: number } {
  const { bins, share, marks, width, inner, numbered } = style;
  const heights = histograms.map(({ values }) =>
    countInBins(values, bins).map((count) => share ? count / values.length : count)
  );
  const y = linearAxis([0, Math.max(...heights.map((of) => rangeOf(of)[1])) * 1.06 || 1], style.yLabel);
  const top = topOf(marks), bottom = numbered ? 36 : 8, height = top + inner + bottom;
  const panel = panelOf({ x: style.x, y }, { width, height, top, bottom });
  const outlines = heights.map((of) => stepsOf(of, bins));
  const markup = panelLabel(style.yLabel, style.name) + plotMarkup({
    ...panelOptions(panel),
    ...(numbered ? {} : { x: { domain: style.x.domain, axis: null } }),
    marks: [...gridMarks(panel), ...areaMarks(outlines, histograms), ...referenceMarks(marks, panel)],
  });
  return { markup, height };
}

/** All areas, then all outlines, so that none is hidden. */
function areaMarks(outlines: Place[][], histograms: Histogram[]): Markish[] {
  const { areaY, line, ruleY } = load("npm:@observablehq/plot@0.6.17");
  return [
    ...outlines.map((outline, k) =>
      areaY(outline, { x: "x", y1: 0, y2: "y", fill: histograms[k].color, fillOpacity: 0.22 })
    ),
    ruleY([0], { stroke: "#888" }),
    ...outlines.map((outline, k) =>
      line(outline, { x: "x", y: "y", stroke: histograms[k].color, strokeWidth: 1.6, strokeLinejoin: "miter" })
    ),
  ];
}
