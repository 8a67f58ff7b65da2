/** A threshold that is typed, in place of the run's. */
import { inRange } from "../../check.ts";
import type { Option } from "../_commander.ts";
import { number } from "../_flag_builders.ts";

/** What {@linkcode thresholdFlag} gives. */
export interface GivenThreshold {
  /** Degrees. */
  threshold?: number;
}

/** @param what Up to which angle. */
export function thresholdFlag(what: string): Option {
  return number("--threshold <degrees>", `${what} (the run's)`, inRange(0, 180));
}
