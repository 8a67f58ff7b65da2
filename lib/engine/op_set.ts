/** Which ops training runs, where an engine has more than one that does the same. */
import { chosenByVariable } from "./_environment.ts";

/**
 * Which ops training runs: `plain` are those that TensorFlow runs outside of graphs; `fast` are
 * oneDNN's own, and Adam in place, where this build has them. The same numbers hold for the same
 * set.
 */
export type OpSet = "plain" | "fast";

/** All of them. */
export const opSets: readonly OpSet[] = ["plain", "fast"];

let chosen: OpSet = "fast";

/** From here on training runs this set; what of it is not here stays plain. */
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
