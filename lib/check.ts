/** What values from outside must be: one check serves options, flags and their help. */

/** Whether a value will do, and in words what it must be. */
export interface Check {
  /** Completes "it must be …". */
  readonly what: string;
  /** Whether it will do. */
  accepts(value: unknown): boolean;
}

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** A whole number that is not below a bound. */
export function whole(least: number): Check {
  return {
    what: `a whole number of at least ${least}`,
    accepts: (value) => Number.isSafeInteger(value) && value as number >= least,
  };
}

/** Any whole number. */
export const integer: Check = { what: "a whole number", accepts: Number.isSafeInteger };

/** A number above a bound. */
export function above(bound: number): Check {
  return { what: `above ${bound}`, accepts: (value) => isNumber(value) && value > bound };
}

/** A number that is not below a bound. */
export function atLeast(least: number): Check {
  return { what: `${least} or more`, accepts: (value) => isNumber(value) && value >= least };
}

/** A number from one bound up to another, which is not reached. */
export function between(least: number, bound: number): Check {
  return {
    what: `at least ${least} and below ${bound}`,
    accepts: (value) => isNumber(value) && value >= least && value < bound,
  };
}

/** A number of a range, both ends included; `why` gives its reason. */
export function inRange(least: number, most: number, why?: string): Check {
  const range = most === Infinity ? `${least} or more` : `between ${least} and ${most}`;
  return {
    what: why ? `${range}: ${why}` : range,
    accepts: (value) => isNumber(value) && value >= least && value <= most,
  };
}

/** One of some names. */
export function oneOf(names: readonly string[]): Check & { names: readonly string[] } {
  return {
    names,
    what: `one of ${names.join(", ")}`,
    accepts: (value) => names.includes(value as string),
  };
}

/** Yes or no. */
export const flag: Check = {
  what: "true or false",
  accepts: (value) => typeof value === "boolean",
};

/** A share of a whole. */
export const share = inRange(0, 1, "it is a share");

/**
 * Refuse a value that will not do.
 *
 * @param where Whose value it is: `fit: epochs`.
 * @throws {RangeError} It names the value and what it must be.
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
  throw new RangeError(`${where}: there is no option ${unknown}; known are ${known.join(", ")}`);
}

/**
 * Refuse what will not do among some values; those without a check may be anything.
 *
 * @param where Whose values they are: `ArcFaceHead`.
 * @throws {RangeError} It names the value and what it must be.
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

function shown(value: unknown): string {
  const isPlain = typeof value === "string" || value?.constructor === Object;
  return isPlain ? JSON.stringify(value) : String(value);
}
