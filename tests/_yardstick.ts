import { assertLess } from "@std/assert";
import process from "node:process";

/**
 * Assert that `work` takes less CPU time than `most` runs of a fixed loop, the smallest of three
 * each, in turn.
 *
 * Seconds say little where other work shares the machine: the loop slows down as the work does, and
 * time spent waiting for a core does not count.
 */
export function assertQuick(work: () => void, most: number): void {
  let [ours, loops] = [Infinity, Infinity];
  for (let round = 0; round < 3; round++) {
    loops = Math.min(loops, cpuTime(loop));
    ours = Math.min(ours, cpuTime(work));
  }
  assertLess(
    ours / loops,
    most,
    `takes ${(ours / loops).toFixed(1)} loops, at most ${most} are allowed`,
  );
}

/** Microseconds of all threads of this process. */
function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const numbers = new Float64Array(100_000);

/** Some 50 ms of an idle core: each number waits for the one before. */
function loop(): void {
  for (let pass = 0; pass < 100; pass++) {
    for (let i = 1; i < numbers.length; i++) numbers[i] = 0.5 * (numbers[i - 1] + i);
  }
}
