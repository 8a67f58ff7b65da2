/** What an export gives, compared with the model: numbers, limits, and the line that says it. */
import { InputError } from "../../errors.ts";
import type { Model } from "../../types.ts";
import type { CheckImages } from "./check_images.ts";

/** Above what float32 rounds: its seven digits, lost in some sums. */
export const FLOAT32 = 1e-5;

/** What is compared: a model, its answers, and a folder with an export. */
export interface Checked {
  model: Model;
  /** Read where they are needed. */
  images(): Promise<CheckImages>;
  /** The export's first file. */
  file: string;
  folder: string;
}

/**
 * The largest difference, as a share of the largest number.
 *
 * @param least A largest number that is smaller counts as this.
 */
export function share(numbers: ArrayLike<number>, expected: Float32Array, least = 1): number {
  if (numbers.length !== expected.length) return NaN;
  let most = 0, largest = least;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(numbers[i] - expected[i]);
    most = difference > most || Number.isNaN(difference) ? difference : most;
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return most === 0 ? 0 : most / largest;
}

/**
 * What a program gave, as a line.
 *
 * @param shares Largest differences, by what differs.
 * @throws {InputError} When one is too large.
 */
export function ranText(
  runtime: string,
  { what }: CheckImages,
  shares: Record<string, number>,
  limit: number = FLOAT32,
): string {
  const texts = Object.entries(shares).map(([name, most]) => `${name} ${small(most, name, limit)}`);
  return `${what} run by ${runtime}; largest difference: ${
    texts.join(", ")
  } (of the largest number)`;
}

/**
 * A difference as text.
 *
 * @throws {InputError} When it is too large.
 */
export function small(most: number, what: string, limit: number = FLOAT32): string {
  if (most <= limit) return most === 0 ? "0" : most.toExponential(1);
  throw new InputError(
    `export: ${what} differ by ${most.toExponential(1)}, more than ${
      limit.toExponential(0)
    }; nothing is written`,
  );
}
