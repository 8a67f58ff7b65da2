import { type Axis, axisOf } from "./_axis.ts";
import type { HeadingOptions } from "./_compose.ts";
import { type ReferenceMark, valuesAt } from "./_reference_marks.ts";

/** Options of figures with two independent axes. */
export interface XYOptions extends HeadingOptions {
  /** What x measures, with its unit. */
  xLabel?: string;
  /** What y measures, with its unit. */
  yLabel?: string;
  /** CSS pixels. @default {640} */
  width?: number;
  /** CSS pixels, without titles. @default {300, for a scatter plot 400} */
  height?: number;
  /** Logarithmic x axis. @default {false} */
  logX?: boolean;
  /** Logarithmic y axis. @default {false} */
  logY?: boolean;
  /** Part of the x axis to draw, in x's own unit. @default {what the values need} */
  xDomain?: [number, number];
  /** Part of the y axis to draw. @default {what the values need, 0 where that is near} */
  yDomain?: [number, number];
  /** Reference lines with names: vertical at an x, or horizontal at a y. */
  marks?: ReferenceMark[];
}

/** The two axes for the values and all reference marks. */
export function xyAxes(
  values: { x: Iterable<number>; y: Iterable<number> },
  options: XYOptions & { degrees?: boolean; roomX: number },
): { x: Axis; y: Axis } {
  const { marks = [], degrees, roomX } = options;
  function* all(axis: "x" | "y"): Iterable<number> {
    yield* values[axis];
    yield* valuesAt(marks, axis);
  }
  const x = {
    label: options.xLabel,
    domain: options.xDomain,
    logarithmic: options.logX,
    degrees,
    room: roomX,
  };
  const y = {
    label: options.yLabel,
    domain: options.yDomain,
    logarithmic: options.logY,
    room: 0.06,
    zero: true,
  };
  return { x: axisOf("x", all("x"), x), y: axisOf("y", all("y"), y) };
}
