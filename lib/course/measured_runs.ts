/** What `deno task results` measured, for lessons that cannot retrain everything. */
import results from "../../figures/results.json" with { type: "json" };

/** One four-epoch training run on all of MNIST: the numbers of its last epoch. */
export interface MeasuredRun {
  /** `softmax`, `center`, `arcface`, `no-last-prelu`, `random` or `article`. */
  method: string;
  /** Seed of weights, prototypes and shuffling. */
  seed: number;
  /** 0 … 1. */
  testAccuracy: number;
  /** Degrees. */
  intraClassAngle: number;
  /** Degrees. */
  nearestClassAngle: number;
  /** The lowest over its epochs. */
  trainLoss: number;
}

/** All of them, as in the README's table, from `figures/results.json`. */
export const measuredRuns: readonly MeasuredRun[] = results.runs;
