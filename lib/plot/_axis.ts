import { InputError } from "../errors.ts";
import { checkRange } from "./_checks.ts";
import { load } from "./_packages.ts";

/** An axis. Logarithms are taken here, because Plot leaves out some ticks on a logarithmic axis. */
export interface Axis {
  /** What it measures. */
  label: string;
  domain: [number, number];
  /** In domain units. */
  ticks: number[];
  tickFormat: (value: number) => string;
  /** A value's position in the domain. */
  at(value: number): number;
}

/** Input of {@linkcode axisOf}. */
export interface AxisOptions {
  label?: string;
  /** What is drawn. @default {what the values need} */
  domain?: readonly [number, number];
  logarithmic?: boolean;
  /** Values are radians, ticks degrees. */
  degrees?: boolean;
  /** Padding at either end, as a fraction of the values' range. @default {0} */
  room?: number;
  /** Start at 0 if that is near. */
  zero?: boolean;
}

/**
 * An axis for values.
 *
 * @param name What an error calls it: `x` or `y`.
 * @param values What must fit on it; NaN is ignored.
 */
export function axisOf(name: string, values: Iterable<number>, options: AxisOptions = {}): Axis {
  const { label = "", domain, logarithmic, degrees, room = 0, zero = false } = options;
  const range = domain ? checkRange(`${name}Domain`, domain) : rangeOf(values);
  if (logarithmic) {
    if (!(range[0] > 0)) {
      throw new InputError(
        `${name}: reaches ${range[0]}; a logarithmic axis needs numbers above 0`,
      );
    }
    const factor = domain ? 1 : range[0] < range[1] ? 1 + 2.5 * room : 2;
    return logarithmicAxis([range[0] / factor, range[1] * factor], label);
  }
  const drawn = domain ? range : withRoom(range, room, zero);
  return degrees ? degreesAxis(drawn, label) : linearAxis(drawn, label);
}

/** The smallest and largest value, ignoring NaN. */
export function rangeOf(values: Iterable<number>): [number, number] {
  const [low = 0, high = 1] = load("d3").extent(values);
  return [low, high];
}

/** Whether a value is within a range of an axis. */
export function within(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
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
  const { precisionFixed, ticks, tickStep } = load("d3"), step = tickStep(...domain, 5);
  const slack = 1e-9 * step, decimals = precisionFixed(step); // keeps ticks that rounding moved out
  return {
    label,
    domain,
    ticks: ticks(domain[0] - slack, domain[1] + slack, 5),
    tickFormat: (value) => numberText(value, decimals),
    at: (value) => value,
  };
}

/** Equal steps for equal factors; labelled as such. */
export function logarithmicAxis([low, high]: [number, number], label: string): Axis {
  return {
    label: [label, "logarithmic"].filter(Boolean).join(", "),
    domain: [Math.log10(low), Math.log10(high)],
    ticks: logarithmicTicks(low, high).map(Math.log10),
    tickFormat: (value) => {
      const shown = +(10 ** value).toPrecision(2);
      return shown < 0.001 ? powerText(shown) : numberText(shown, load("d3").precisionFixed(shown));
    },
    at: Math.log10,
  };
}

/** 1, 2 and 5 times the powers of ten, thinned or filled in as needed; d3 labels them all. */
function logarithmicTicks(low: number, high: number): number[] {
  const { range, ticks } = load("d3");
  const powers = range(Math.floor(Math.log10(low)), Math.log10(high) + 1e-9).map((exponent) =>
    10 ** exponent
  );
  const fits = (value: number) => within(value, [low * (1 - 1e-9), high * (1 + 1e-9)]);
  const all = powers.flatMap((power) => [power, 2 * power, 5 * power]).filter(fits);
  if (all.length < 2) return ticks(low, high, 4);
  if (all.length <= 9) return all;
  const tens = powers.filter(fits), every = Math.ceil(tens.length / 8);
  return tens.filter((_, k) => k % every === 0);
}

const degree = Math.PI / 180;
const degreeSteps = [1, 2, 5, 10, 15, 30, 45, 60, 90, 180, 360];

/** Radians, labelled in degrees. */
function degreesAxis(domain: [number, number], label: string): Axis {
  const { precisionFixed, range, tickStep } = load("d3");
  const [low, high] = domain.map((value) => value / degree);
  const span = (domain[1] - domain[0]) / degree, usual = tickStep(0, span, 5);
  const step = span < 6 ? usual : degreeSteps.find((size) => span / size <= 8) ?? usual;
  return {
    label,
    domain,
    ticks: range(Math.ceil(low / step - 1e-9) * step, high + 1e-9, step).map((value) =>
      value * degree
    ),
    tickFormat: (value) => `${numberText(value / degree, precisionFixed(step))}°`,
    at: (value) => value,
  };
}

/** A number as an axis label: 1,000 or 0.05 or −2 or 5×10⁻⁷. */
export function numberText(value: number, decimals: number): string {
  if (value !== 0 && (decimals > 5 || Math.abs(value) >= 1e7)) return powerText(value);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return value.toLocaleString("en-US", digits).replace("-", "−"); // d3 would turn 98.05 into 98.0
}

/** A number as 10⁻⁴ or 5×10⁻⁷. */
function powerText(value: number): string {
  const [mantissa, exponent] = (+value.toPrecision(3)).toExponential().split("e");
  const raised = [...exponent.replace("+", "")].map((sign) =>
    sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[+sign]
  ).join("");
  return mantissa === "1" ? `10${raised}` : `${mantissa.replace("-", "−")}×10${raised}`;
}
