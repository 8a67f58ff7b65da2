/** Which ops training runs, where an engine has several that do the same. */
import { chosenByVariable } from "./_environment.ts";

/**
 * Which ops training runs: `plain` are those that TensorFlow runs outside graphs; `fast` are
 * oneDNN's own, and in-place Adam, if this build has them. Numbers are reproducible only with the
 * same set.
 */
export type OpSet = "plain" | "fast";

/** All of them. */
export const opSets: readonly OpSet[] = ["plain", "fast"];

let chosen: OpSet = "fast";

/** Training uses this set from now on; ops that it lacks here stay plain. */
export function chooseOps(set: OpSet): void {
  chosen = set;
}

/** What was chosen. */
export function chosenOps(): OpSet {
  return chosen;
}

/**
 * The set that `MARGIN_OPS` names.
 *
 * @throws {UsageError} When there is no such set.
 */
export function wantedOps(): OpSet {
  return chosenByVariable("MARGIN_OPS", { known: opSets, fallback: "fast" });
}
