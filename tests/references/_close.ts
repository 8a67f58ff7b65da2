import { assert, assertLess } from "@std/assert";

/** float32 carries seven digits of a cosine, the scale multiplies it, and 1/sin θ a little more. */
const TOLERANCE = 3e-5;

/** Within the tolerance of the largest number there. */
export function assertClose(what: string, got: ArrayLike<number>, want: number[]): void {
  assert(got.length === want.length, `${what}: ${got.length} values for ${want.length}`);
  const largest = Math.max(...want.map(Math.abs));
  const worst = Math.max(...want.map((value, i) => Math.abs(got[i] - value)));
  assertLess(worst, TOLERANCE * largest, `${what}: off by ${worst}, largest value ${largest}`);
}
