/** Interleaved rounds: every program runs once per round, one at a time. */

/** Something measured. */
export interface Contestant {
  name: string;
  /** Works for a while and returns a rate. */
  run(): Promise<number>;
}

/**
 * Measure all in turn, so that a slow phase of the machine hits all of them; each round starts with
 * a different one.
 *
 * @param contestants With unique names.
 * @returns One rate per round, by name.
 */
export async function measureRounds(
  contestants: Contestant[],
  { rounds, report = () => {} }: {
    rounds: number;
    report?: (round: number, rates: Record<string, number>) => void;
  },
): Promise<Record<string, number[]>> {
  const rates: Record<string, number[]> = Object.fromEntries(
    contestants.map(({ name }) => [name, []]),
  );
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const { name, run } = contestants[(round + turn) % contestants.length];
      rates[name].push(await run());
    }
    report(
      round + 1,
      Object.fromEntries(contestants.map(({ name }) => [name, rates[name][round]])),
    );
  }
  return rates;
}
