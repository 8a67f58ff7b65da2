/** A generator of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * Create a seeded generator of uniform numbers in [0, 1), the same on every machine and engine.
 *
 * The seeds are mixed one after another, so that `seededRandom(1, 2)` (say, seed 1, epoch 2) and
 * `seededRandom(2, 1)` are unrelated streams.
 *
 * Source: sfc32 by Chris Doty-Humphrey (PractRand), 96 bits of state and a counter.
 *
 * @param seeds Whole numbers, at least one.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(seededRandom(7)(), seededRandom(7)());
 * ```
 */
export function seededRandom(...seeds: number[]): Random {
  let a = 0x9e3779b9, b = 0x243f6a88, c = 0xb7e15162, counter = 1;
  const next = () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (const seed of seeds) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(`seededRandom: seed is ${seed}, it must be a whole number`);
    }
    a ^= seed | 0;
    b ^= Math.floor(seed / 2 ** 32);
    for (let round = 0; round < 12; round++) next();
  }
  return () => next() / 2 ** 32;
}

/**
 * Shuffle the integers 0 … length − 1 (Fisher–Yates).
 *
 * @param length How many.
 * @param random The generator to draw from.
 */
export function shuffledIndices(length: number, random: Random): Uint32Array {
  const indices = Uint32Array.from({ length }, (_, i) => i);
  for (let last = length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [indices[last], indices[chosen]] = [indices[chosen], indices[last]];
  }
  return indices;
}

/** Draw one number from the standard normal distribution (Box–Muller). */
export function randomNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
