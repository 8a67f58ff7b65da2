/** What `deno task results` has measured, for lessons that cannot train it all again. */
import results from "../../figures/results.json" with { type: "json" };

/** One training of four epochs on all of MNIST: the numbers of its last epoch. */
export interface MeasuredRun {
  /** `softmax`, `center`, `arcface`, `no-last-prelu`, `random` or `article`. */
  method: string;
  /** Of weights, prototypes and shuffles. */
  seed: number;
  /** 0 … 1. */
  testAccuracy: number;
  /** Degrees. */
  intraClassAngle: number;
  /** Degrees. */
  nearestClassAngle: number;
  /** The lowest of its epochs. */
  trainLoss: number;
}

/** All of them, as they stand in the README's table; `figures/results.json` is their file. */
export const measuredRuns: readonly MeasuredRun[] = results.runs;
