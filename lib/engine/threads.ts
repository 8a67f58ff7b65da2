import { UsageError } from "../errors.ts";
import { environmentVariable } from "../platform.ts";

/**
 * How many threads `MARGIN_THREADS` gives the native engine; unset or empty, as many as there are
 * cores.
 *
 * @throws {UsageError} When it is no whole number above 0.
 */
export function wantedThreads(): number | undefined {
  const given = environmentVariable("MARGIN_THREADS");
  if (!given) return undefined;
  const threads = Number(given);
  if (Number.isInteger(threads) && threads > 0) return threads;
  throw new UsageError(
    `MARGIN_THREADS is "${given}": set it to a whole number above 0, or unset it`,
  );
}
