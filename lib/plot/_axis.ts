import { InputError } from "../errors.ts";
import { checkRange } from "./_domain.ts";
import { decimalsOf, logarithmicTicks, multiplesOf, numberText, powerText, roundStep } from "./_ticks.ts";

/** An axis. Logarithms are taken here, because Plot leaves out some numbers of a logarithmic axis. */
export interface Axis {
  /** What it measures. */
  label: string;
  domain: [number, number];
  /** In the domain's numbers. */
  ticks: number[];
  tickFormat: (value: number) => string;
  /** Where a value stands in the domain. */
  at(value: number): number;
}

/** What {@linkcode axisOf} makes an axis of. */
export interface AxisOptions {
  label?: string;
  /** What is drawn. @default {what the values need} */
  domain?: readonly [number, number];
  logarithmic?: boolean;
  /** Values are radians, ticks degrees. */
  degrees?: boolean;
  /** Empty stretch at either end, as a share of the values' range. @default {0} */
  room?: number;
  /** Begin at 0 where that is near. */
  zero?: boolean;
}

/**
 * An axis for values.
 *
 * @param name What an error calls it: `x` or `y`.
 * @param values That must fit on it; NaN is left out.
 */
export function axisOf(name: string, values: Iterable<number>, options: AxisOptions = {}): Axis {
  const { label = "", domain, logarithmic, degrees, room = 0, zero = false } = options;
  const range = domain ? checkRange(`${name}Domain`, domain) : rangeOf(values);
  if (logarithmic) {
    if (!(range[0] > 0)) throw new InputError(`${name}: reaches ${range[0]}; a logarithmic axis needs numbers above 0`);
    const factor = domain ? 1 : range[0] < range[1] ? 1 + 2.5 * room : 2;
    return logarithmicAxis([range[0] / factor, range[1] * factor], label);
  }
  const drawn = domain ? range : withRoom(range, room, zero);
  return degrees ? degreesAxis(drawn, label) : linearAxis(drawn, label);
}

/** The smallest and the largest of the values that are numbers. */
export function rangeOf(values: Iterable<number>): [number, number] {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

function withRoom([low, high]: [number, number], room: number, zero: boolean): [number, number] {
  if (low === high) {
    const half = Math.abs(low) * 0.05 || 0.5;
    return [low - half, high + half];
  }
  const extra = room * (high - low);
  if (zero && low >= 0 && low <= 0.4 * high) return [0, high + extra];
  if (zero && high <= 0 && high >= 0.4 * low) return [low - extra, 0];
  return [low - extra, high + extra];
}

/** Equal steps for equal differences. */
export function linearAxis(domain: [number, number], label: string): Axis {
  const step = roundStep(domain[1] - domain[0], 5), decimals = decimalsOf(step);
  return {
    label,
    domain,
    ticks: multiplesOf(step, ...domain),
    tickFormat: (value) => numberText(value, decimals),
    at: (value) => value,
  };
}

/** Equal steps for equal factors; says so. */
export function logarithmicAxis([low, high]: [number, number], label: string): Axis {
  const ticks = logarithmicTicks(low, high);
  return {
    label: [label, "logarithmic"].filter(Boolean).join(", "),
    domain: [Math.log10(low), Math.log10(high)],
    ticks: ticks.map(Math.log10),
    tickFormat: (value) => {
      const shown = +(10 ** value).toPrecision(2);
      return shown < 0.001 ? powerText(shown) : numberText(shown, decimalsOf(shown));
    },
    at: Math.log10,
  };
}

const degree = Math.PI / 180;
const degreeSteps = [1, 2, 5, 10, 15, 30, 45, 60, 90, 180, 360];

/** Radians, written in degrees. */
function degreesAxis(domain: [number, number], label: string): Axis {
  const span = (domain[1] - domain[0]) / degree;
  const step = span < 6 ? roundStep(span, 5) : degreeSteps.find((size) => span / size <= 8) ?? roundStep(span, 5);
  return {
    label,
    domain,
    ticks: multiplesOf(step, domain[0] / degree, domain[1] / degree).map((value) => value * degree),
    tickFormat: (value) => `${numberText(value / degree, decimalsOf(step))}°`,
    at: (value) => value,
  };
}
