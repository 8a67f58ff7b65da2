/** Whether the machine to be measured is busy. */

/**
 * Share of the cores: below this, other programs cost a few percent, no more than rounds differ.
 */
const QUIET = 0.25;

/**
 * A warning not to trust the ratios: next to a training run on the same two cores, PyTorch lost far
 * more than this library, which gave 8.5 times the article's code instead of 2.9 on a quiet machine
 * (batch 256).
 *
 * @param load The one-minute load average; 0 if unavailable.
 * @returns Undefined on a quiet machine.
 */
export function busyLine({ load, cores }: { load: number; cores: number }): string | undefined {
  if (load <= QUIET * cores) return undefined;
  return `the machine was busy in the minute before this (load ${
    load.toFixed(1)
  } on ${cores} cores): ` +
    "if it still is, times and ratios are unreliable; stop other programs and measure again";
}
