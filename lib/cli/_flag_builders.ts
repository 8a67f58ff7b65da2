/** How each kind of flag is declared and checked. */
import type { Check } from "../check.ts";
import type { TrainingOption } from "../training/options.ts";
import { InvalidArgumentError, Option } from "./_commander.ts";
import { nearest } from "./_nearest.ts";
import { flagOf } from "./train/_flag_of.ts";

/** `--batch-size <n>  images a step (256)`. */
export function trainingFlag(
  name: string,
  { argument, check, default: value, help }: TrainingOption,
): Option {
  if (argument === undefined) return new Option(flagOf(name), help);
  const flags = `${flagOf(name)} ${argument}`, text = `${help} (${value})`.trim();
  return "names" in check
    ? choice(flags, text, check.names as readonly string[])
    : number(flags, text, check);
}

/** A flag that takes a number. */
export function number(flags: string, description: string, check: Check): Option {
  return new Option(flags, description).argParser((text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) {
      throw new InvalidArgumentError(`It is not a number; it must be ${check.what}.`);
    }
    if (!check.accepts(value)) throw new InvalidArgumentError(`It must be ${check.what}.`);
    return value;
  });
}

/** A flag that takes one of several names. */
export function choice(flags: string, description: string, known: readonly string[]): Option {
  return new Option(flags, `${description}: ${known.join(", ")}`).argParser((text) => {
    if (known.includes(text)) return text;
    const meant = nearest(text, known);
    throw new InvalidArgumentError(
      `${meant ? `Did you mean ${meant}? ` : ""}${knownText(known)}`,
    );
  });
}

function knownText(known: readonly string[]): string {
  return known.length === 1 ? `The only one is ${known[0]}.` : `Known are ${known.join(", ")}.`;
}
