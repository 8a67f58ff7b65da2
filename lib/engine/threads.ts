import { UsageError } from "../errors.ts";
import { environmentVariable } from "../platform.ts";

/**
 * The native engine's threads from `MARGIN_THREADS`; one per core if unset or empty.
 *
 * @throws {UsageError} When it is not a positive whole number.
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
