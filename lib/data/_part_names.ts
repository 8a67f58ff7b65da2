/** Which part of a data set a name means. */

/** A part, as names say it. */
export type NamedPart = "train" | "test" | "val";

/** `x_train`, `y_test`, `val_images` …; undefined for a name that means none, or several. */
export function partNamed(name: string): NamedPart | undefined {
  const parts = ([["train", /train/i], ["test", /test|t10k/i], ["val", /(^|[^a-z])val/i]] as const)
    .filter(([, pattern]) => pattern.test(name));
  return parts.length === 1 ? parts[0][0] : undefined;
}

/** Things by their part: what to train on, what to test on, and what is neither. */
export interface Sorted<T> {
  train: T[];
  test: T[];
  others: T[];
}

/**
 * Sort things by their part. Without one to train on, it is those without a part, or the only part
 * there is; without one to test on, those for validation.
 */
export function sortedByPart<T>(
  things: T[],
  partOf: (thing: T) => NamedPart | undefined,
): Sorted<T> {
  const of = (part: NamedPart | undefined) => things.filter((thing) => partOf(thing) === part);
  const groups = [of("train"), of(undefined), of("test"), of("val")];
  const train = groups.find((group) => group.length > 0) ?? [];
  const test = [of("test"), of("val")].find((group) => group.length > 0 && group[0] !== train[0]) ??
    [];
  return { train, test, others: things.filter((thing) => ![...train, ...test].includes(thing)) };
}
