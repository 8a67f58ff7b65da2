/** Whether others use the machine that is to be measured. */

/** Of the cores: below this share others cost a few percent, no more than rounds differ. */
const QUIET = 0.25;

/**
 * A line for a reader who would take the ratios for the machine's: beside a training on the same
 * two cores, PyTorch lost far more than this library, and 8.5 times the article's code stood where
 * a quiet machine gives 2.9 (batch 256).
 *
 * @param load The average number of processes that ran or waited in the last minute; 0 where the
 * system does not say.
 * @returns Nothing on a quiet machine.
 */
export function busyLine({ load, cores }: { load: number; cores: number }): string | undefined {
  if (load <= QUIET * cores) return undefined;
  return `the machine was busy in the minute before this (load ${
    load.toFixed(1)
  } on ${cores} cores): ` +
    "unless that has ended, neither times nor ratios count; stop what else runs and measure again";
}
