/** Which random changes of images there are, and how a flag gives them. */
import {
  atLeast,
  between,
  type Check,
  check,
  checkAll,
  checkNames,
  flag,
  inRange,
} from "../check.ts";
import { UsageError } from "../errors.ts";

/** Random changes of training images. Each is drawn anew for each image; none is on by default. */
export interface AugmentOptions {
  /** Moves by up to so many pixels, or parts of one, along each axis; below half a side. */
  shift?: number;
  /** Turns by up to so many degrees either way, about the centre; 0 … 180. */
  rotate?: number;
  /** Resizes by a factor of 1 − scale … 1 + scale, about the centre; below 1. */
  scale?: number;
  /** Slants by up to so many degrees either way; below 90. */
  shear?: number;
  /** Mirrors half of the images, left to right. */
  flip?: boolean;
  /**
   * Probability that a rectangle is blanked: 2 … 33 % of an image's area, 0.3 … 1/0.3 as high as
   * it is wide. Zhong et al. 2020, "Random erasing data augmentation".
   */
  erase?: number;
  /** Adds −brightness … brightness; 0 … 1. */
  brightness?: number;
  /** Multiplies what differs from the image's mean by 1 − contrast … 1 + contrast; 0 … 1. */
  contrast?: number;
}

const off: Required<AugmentOptions> = {
  ...{ shift: 0, rotate: 0, scale: 0, shear: 0, flip: false },
  ...{ erase: 0, brightness: 0, contrast: 0 },
};

const checks: Record<keyof AugmentOptions, Check> = {
  shift: atLeast(0),
  rotate: inRange(0, 180),
  scale: between(0, 1),
  shear: between(0, 90),
  flip: flag,
  erase: inRange(0, 1, "it is a probability"),
  brightness: inRange(0, 1),
  contrast: inRange(0, 1),
};

const names = Object.keys(checks);

const changesNothing = (options: AugmentOptions) => !Object.values(options).some(Boolean);

/**
 * All options, those not given as what changes nothing.
 *
 * @throws {RangeError} An unknown option, one out of range, or none that is on.
 */
export function checkedAugment(options: AugmentOptions): Required<AugmentOptions> {
  checkNames(options, names, "augment");
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all = { ...off, ...Object.fromEntries(given) };
  checkAll(all, checks, "augment");
  if (!changesNothing(all)) return all;
  throw new RangeError(`augment: nothing is on; give at least one of ${names.join(", ")}`);
}

/**
 * A shift of half a side would leave half of an image, or less.
 *
 * @throws {RangeError} When it is one.
 */
export function checkShift(shift: number, [height, width]: readonly [number, number]): void {
  const half = Math.min(height, width) / 2;
  const what = `below ${half}: half a side of images of ${height}×${width}`;
  check(shift, { what, accepts: () => shift < half }, "augment: shift");
}

/**
 * The options that `--augment shift=2,rotate=10,flip` gives.
 *
 * @throws {UsageError} Names the part that is wrong.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(augmentFrom("shift=2,flip"), { shift: 2, flip: true });
 * ```
 */
export function augmentFrom(text: string): AugmentOptions {
  if (["", "none"].includes(text.trim())) {
    refuse(text.trim() || '""', "give changes such as shift=2,rotate=10,flip, or leave it out");
  }
  const options: Record<string, number | boolean> = {};
  for (const part of text.split(",").map((part) => part.trim())) {
    const [, name, value] = part.match(/^([^=]*?)\s*(?:=(.*))?$/)!;
    if (!names.includes(name)) refuse(part || text, `changes are ${names.join(", ")}`);
    if (Object.hasOwn(options, name)) refuse(part, `${name} is given twice`);
    options[name] = name === "flip" ? on(part, value) : number(part, { name, value });
  }
  if (changesNothing(options)) refuse(text, "it changes nothing; leave it out");
  return options;
}

function on(part: string, value: string | undefined): true {
  return value === undefined || refuse(part, "flip takes no value");
}

function number(
  part: string,
  { name, value }: { name: string; value: string | undefined },
): number {
  if (!value?.trim()) refuse(part, `give a number, as in ${name}=0.1`);
  const { accepts, what } = checks[name as keyof AugmentOptions];
  if (!accepts(Number(value))) refuse(part, `it must be ${what}`);
  return Number(value);
}

function refuse(part: string, why: string): never {
  throw new UsageError(`--augment ${part}: ${why}`);
}
