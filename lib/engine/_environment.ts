import { UsageError } from "../errors.ts";
import { environmentVariable } from "../platform.ts";

/**
 * The choice made by an environment variable; the fallback if unset or empty.
 *
 * @throws {UsageError} When it names none of the choices.
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
