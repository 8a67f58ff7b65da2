import type { tf } from "./engine/mod.ts";

/** Numbers in any nesting, or a tensor. */
export type Numbers = number | tf.Tensor | ArrayLike<number> | readonly Numbers[];

/**
 * Compare numbers, arrays or tensors: same count, each within an absolute or relative tolerance,
 * whichever is larger. NaN equals nothing.
 *
 * @param actual The result.
 * @param expected The expected values.
 * @throws {Error} Names the place with the largest difference.
 * @example
 * ```ts
 * assertClose([1 / 3, 2], [0.333, 2], { tolerance: 1e-3 });
 * ```
 */
export function assertClose(
  actual: Numbers,
  expected: Numbers,
  { tolerance = 1e-6 }: { tolerance?: number } = {},
): void {
  const [got, want] = [flat(actual), flat(expected)];
  if (got.length !== want.length) {
    throw new Error(`assertClose: ${got.length} numbers, expected ${want.length}`);
  }
  const excess = got.map((value, i) =>
    Math.abs(value - want[i]) / (tolerance * Math.max(1, Math.abs(want[i])))
  );
  const worst = excess.reduce(
    (best, value, i) => value > excess[best] || Number.isNaN(value) ? i : best,
    0,
  );
  if (got.length > 0 && !(excess[worst] <= 1)) {
    throw new Error(
      `assertClose: number ${worst} is ${got[worst]}, expected ${want[worst]} within ${tolerance}`,
    );
  }
}

function flat(numbers: Numbers): number[] {
  if (typeof numbers === "number") return [numbers];
  if ("dataSync" in numbers) return Array.from(numbers.dataSync() as Float32Array);
  return Array.from(numbers as ArrayLike<Numbers>).flatMap(flat);
}
