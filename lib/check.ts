/** Checks of input values, shared by options, flags and their help. */

/** Whether a value is valid, and a description of what it must be. */
export interface Check {
  /** Completes "it must be …". */
  readonly what: string;
  /** Whether a value is valid. */
  accepts(value: unknown): boolean;
}

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** A whole number, `least` or more. */
export function whole(least: number): Check {
  return {
    what: `a whole number of at least ${least}`,
    accepts: (value) => Number.isSafeInteger(value) && value as number >= least,
  };
}

/** Any whole number. */
export const integer: Check = { what: "a whole number", accepts: Number.isSafeInteger };

/** A number above `bound`. */
export function above(bound: number): Check {
  return { what: `above ${bound}`, accepts: (value) => isNumber(value) && value > bound };
}

/** A number, `least` or more. */
export function atLeast(least: number): Check {
  return { what: `${least} or more`, accepts: (value) => isNumber(value) && value >= least };
}

/** A number in [least, bound). */
export function between(least: number, bound: number): Check {
  return {
    what: `at least ${least} and below ${bound}`,
    accepts: (value) => isNumber(value) && value >= least && value < bound,
  };
}

/** A number in [least, most]; `why` gives the reason. */
export function inRange(least: number, most: number, why?: string): Check {
  const range = most === Infinity ? `${least} or more` : `between ${least} and ${most}`;
  return {
    what: why ? `${range}: ${why}` : range,
    accepts: (value) => isNumber(value) && value >= least && value <= most,
  };
}

/** One of the given names. */
export function oneOf(names: readonly string[]): Check & { names: readonly string[] } {
  return {
    names,
    what: `one of ${names.join(", ")}`,
    accepts: (value) => names.includes(value as string),
  };
}

/** A boolean. */
export const flag: Check = {
  what: "true or false",
  accepts: (value) => typeof value === "boolean",
};

/** A share of a whole. */
export const share = inRange(0, 1, "it is a share");

/** A share of a whole that is neither nothing nor all of it. */
export const properShare: Check = {
  what: "above 0 and below 1: it is a share",
  accepts: (value) => isNumber(value) && value > 0 && value < 1,
};

/**
 * Reject an invalid value.
 *
 * @param where Start of the error message: `fit: epochs`.
 * @throws {RangeError} Names the value and what it must be.
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { check, whole } from "./check.ts";
 *
 * assertThrows(() => check(0, whole(1), "fit: epochs"), RangeError, "fit: epochs is 0, it must be a whole number of at least 1");
 * ```
 */
export function check(value: unknown, { what, accepts }: Check, where: string): void {
  if (!accepts(value)) throw new RangeError(`${where} is ${shown(value)}, it must be ${what}`);
}

/**
 * Refuse options that nothing goes by: a misspelt one would be ignored.
 *
 * @param where Whose options they are: `clsNet`.
 * @throws {RangeError} It names the option and those that are known.
 */
export function checkNames(options: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new RangeError(`${where}: unknown option ${unknown}; options are ${known.join(", ")}`);
}

/**
 * Refuse what will not do among some values; those without a check may be anything.
 *
 * @param where Start of the error message: `ArcFaceHead`.
 * @throws {RangeError} Names the value and what it must be.
 */
export function checkAll(
  values: object,
  checks: Readonly<Record<string, Check>>,
  where: string,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (Object.hasOwn(checks, name)) check(value, checks[name], `${where}: ${name}`);
  }
}

/** Characters of a value in a message: a file may hold any. */
const MOST_SHOWN = 120;

function shown(value: unknown): string {
  const isPlain = typeof value === "string" || value?.constructor === Object;
  const text = isPlain ? JSON.stringify(value) : String(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
