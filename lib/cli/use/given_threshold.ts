/** A threshold that was typed, in place of the run's. */
import { type OpenedRun, type Threshold, thresholdText } from "../../inference/mod.ts";
import type { GivenThreshold } from "./threshold_flag.ts";

/** The run, with the threshold that was typed. */
export function withThreshold(run: OpenedRun, { threshold: degrees }: GivenThreshold): OpenedRun {
  if (degrees === undefined) return run;
  const cosine = Math.cos(degrees * Math.PI / 180);
  const threshold: Threshold = { cosine, degrees, prototypeDegrees: degrees, chosen: false };
  return { ...run, threshold };
}

/**
 * The threshold in words.
 *
 * @param degrees Of the two that a run has.
 */
export function usedThreshold(
  { threshold }: OpenedRun,
  given: GivenThreshold,
  degrees: number = threshold.degrees,
): string {
  return given.threshold === undefined
    ? thresholdText(threshold, degrees)
    : `${given.threshold}°, as given`;
}
