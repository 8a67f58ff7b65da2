/** Checks of margins, by unit. Loads no engine. */
import { type Check, inRange, whole } from "../check.ts";
import type { HeadEntry } from "./catalog.ts";

/** An angle added to θ. */
export const angle: Check = {
  what: "at least 0 and below π, in radians",
  accepts: (value) => typeof value === "number" && value >= 0 && value < Math.PI,
};

/** A margin in units of the cosine. */
export const cosineMargin = inRange(0, 2, "cosines differ by 2 at most");

/** By unit in the catalog. */
export const marginChecks: Record<NonNullable<HeadEntry["marginUnit"]>, Check> = {
  radians: angle,
  cosine: cosineMargin,
  factor: whole(1),
};
