/** `--head-option name=value` and `--margin`, checked against the head's options. */
import { UsageError } from "../../errors.ts";
import { headEntry, type HeadName, headNames, type HeadOptionValue } from "../../heads/catalog.ts";
import { flatOptions } from "../../heads/flat_options.ts";
import { marginChecks } from "../../heads/margins.ts";
import { renamedOptions } from "../../heads/renamed.ts";
import { didYouMean } from "../_nearest.ts";

/**
 * Parse the head's options, each by the type of its default; `annealing.initial=…` sets a nested
 * one.
 *
 * @throws {UsageError} On an option that the head does not have, or a value of another type.
 */
export function headOptionsFrom(head: HeadName, given: string[]): Record<string, HeadOptionValue> {
  const options: Record<string, HeadOptionValue> = {};
  for (const text of given) {
    const [, path, value] = text.match(/^([\w.]+)=(.+)$/) ?? [];
    if (!path) throw new UsageError(`--head-option ${text}: give it as name=value`);
    const sample = sampleOf(head, path);
    const [name, part] = path.split(".");
    const read = readAs(typeof sample, { text, value });
    options[name] = part ? { ...partsOf(head, name, options), [part]: read as number } : read;
  }
  return options;
}

/** @throws {UsageError} On a margin that the head rejects, before an engine is started. */
export function checkMargin(
  head: HeadName,
  { margin, options }: { margin: number; options?: Readonly<Record<string, HeadOptionValue>> },
): void {
  const { marginUnit } = headEntry(head, options);
  const { accepts, what } = marginChecks[marginUnit ?? "radians"];
  if (accepts(margin)) return;
  throw new UsageError(`--margin ${margin}: for head ${head} it must be ${what}`);
}

/** A value of the option's type. */
function sampleOf(head: HeadName, path: string): HeadOptionValue {
  const own = ownOptions(head);
  if (Object.hasOwn(own, path)) return own[path];
  if (path === "scale" || path === "margin" || path === "prototypes") {
    throw new UsageError(`--head-option ${path}: it has a flag of its own, --${path}`);
  }
  const renamed = new Map(Object.entries(renamedOptions[head] ?? {})).get(path);
  if (renamed) throw new UsageError(`--head-option ${path}: it is called ${renamed} now`);
  const known = Object.keys(own);
  const has = known.length
    ? `has no such option${hint(path, known)}`
    : "has no further options; leave it out";
  throw new UsageError(`--head-option ${path}: head ${head} ${has}`);
}

/** Options that are not flags, each with a value. */
function ownOptions(head: HeadName): Record<string, HeadOptionValue> {
  const { defaults, paperDefaults } = headEntry(head);
  const { scale: _, margin: _2, prototypes: _3, ...own }: Record<string, HeadOptionValue> = {
    ...paperDefaults,
    ...defaults,
  };
  return flatOptions(own);
}

/** Heads that have the option, else the name probably meant; then this head's options. */
function hint(path: string, known: string[]): string {
  const others = headNames.filter((name) => Object.hasOwn(ownOptions(name), path));
  const meant = others.length
    ? `; ${others.join(", ")} ${others.length === 1 ? "has" : "have"} it`
    : "";
  return `${meant || didYouMean(path, known)}; ${meant ? "here " : ""}known are ${
    known.join(", ")
  }`;
}

function readAs(type: string, { text, value }: { text: string; value: string }): HeadOptionValue {
  if (type === "boolean") {
    if (value === "true" || value === "false") return value === "true";
    throw new UsageError(`--head-option ${text}: it must be true or false`);
  }
  if (type === "string") return value;
  if (value.trim() === "" || !Number.isFinite(Number(value))) {
    throw new UsageError(`--head-option ${text}: it must be a number`);
  }
  return Number(value);
}

function partsOf(
  head: HeadName,
  name: string,
  options: Record<string, HeadOptionValue>,
): Record<string, number> {
  return (options[name] ?? headEntry(head).defaults[name]) as Record<string, number>;
}
