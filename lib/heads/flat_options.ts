/** Options of heads by one name each, parts too. Loads no engine. */
import type { HeadOptionValue } from "./catalog.ts";

/** Options as comma-separated text, under the names that `--head-option` takes. */
export function optionsText(options: Readonly<Record<string, HeadOptionValue>>): string {
  return Object.entries(flatOptions(options)).map(([name, value]) => `${name} ${value}`).join(", ");
}

/** Options with parts, such as `annealing`, split into one option per part: `annealing.initial`. */
export function flatOptions(
  options: Readonly<Record<string, HeadOptionValue>>,
): Record<string, number | boolean | string> {
  const flat = Object.entries(options).flatMap(([name, value]) =>
    typeof value === "object"
      ? Object.entries(value).map(([part, number]) => [`${name}.${part}`, number] as const)
      : [[name, value] as const]
  );
  return Object.fromEntries(flat);
}
