/** Pixels of any type as bytes, and labels of any type as int32. */
import { InputError } from "../errors.ts";
import { isWhole, type Numbers, type NumberType } from "./_numbers.ts";

/**
 * Bring pixels to bytes: floats within 0 … 1 and truth values are scaled by 255, all others must
 * lie within 0 … 255 and are rounded.
 *
 * @param source Where they are from, for errors.
 * @returns Of uint8 the array itself.
 * @throws {InputError} Names their range.
 */
export function pixelsFrom(values: Numbers, type: NumberType, source: string): Uint8Array {
  if (type === "uint8") return values as Uint8Array;
  const [least, most] = rangeOf(values);
  if (!(least >= 0 && most <= 255)) {
    throw new InputError(
      `${source}: pixels run from ${shown(least)} to ${
        shown(most)
      }; give them from 0 to 255, or as floats from 0 to 1`,
    );
  }
  const scale = !isWhole(type) && most <= 1 ? 255 : 1, pixels = new Uint8Array(values.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round(scale * values[i]);
  return pixels;
}

/** Smallest and largest; NaN and NaN if any of them is none. */
function rangeOf(values: Numbers): [least: number, most: number] {
  let least = Infinity, most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > most) most = value;
    if (value !== value) return [NaN, NaN];
  }
  return [least, most];
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/**
 * Bring labels to int32.
 *
 * @throws {InputError} A label that does not fit: it has lost its meaning as a class's number.
 */
export function labelsFrom(values: Numbers, source: string): Int32Array {
  const labels = Int32Array.from(values as ArrayLike<number>);
  const index = labels.findIndex((label, i) => label !== values[i]);
  if (index === -1) return labels;
  throw new InputError(
    `${source}: label ${index} (counted from 0) is ${
      values[index]
    }, which is no class's number; number classes from 0`,
  );
}
