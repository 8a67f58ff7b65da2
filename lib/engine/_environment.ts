import { UsageError } from "../errors.ts";
import { environmentVariable } from "../platform.ts";

/**
 * What an environment variable chooses; unset or empty, the fallback.
 *
 * @throws {UsageError} When it names none of them.
 */
export function chosenByVariable<T extends string>(
  variable: string,
  { known, fallback }: { known: readonly T[]; fallback: T },
): T {
  const given = environmentVariable(variable) || fallback;
  const chosen = known.find((name) => name === given);
  if (!chosen) {
    throw new UsageError(`${variable} is "${given}": set it to one of ${known.join(", ")}`);
  }
  return chosen;
}
