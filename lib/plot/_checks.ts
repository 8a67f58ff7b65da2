import { InputError } from "../errors.ts";
import type { Embeddings } from "../types.ts";

/** Reject embeddings whose arrays do not match, are empty, or hold numbers that cannot be drawn. */
export function checkEmbeddings(embeddings: Embeddings): void {
  const { embeddings: values, embeddingSize, labels, classes, prototypes } = embeddings;
  checkCount("embeddingSize", embeddingSize);
  checkCount("classes", classes);
  if (labels.length === 0) {
    throw new InputError("labels: empty; give at least one labelled embedding");
  }
  checkLength(
    "embeddings",
    values,
    labels.length * embeddingSize,
    `${labels.length} labels × ${embeddingSize}`,
  );
  checkFinite("embeddings", values);
  checkLabels(labels, classes);
  if (prototypes === undefined) return;
  const subCenters = Math.max(1, Math.floor(prototypes.length / (classes * embeddingSize))); // K
  checkLength(
    "prototypes",
    prototypes,
    subCenters * classes * embeddingSize,
    `${classes} classes × ${embeddingSize}`,
  );
  checkFinite("prototypes", prototypes);
}

/** Reject an array of another length. */
export function checkLength(
  name: string,
  values: ArrayLike<unknown>,
  length: number,
  because: string,
): void {
  if (values.length === length) return;
  throw new InputError(
    `${name}: holds ${values.length} values, not ${length} (${because}); give arrays of one data set`,
  );
}

/** Reject NaN and infinity, saying how many there are and where the first is. */
export function checkFinite(name: string, values: ArrayLike<number>): void {
  let bad = 0, first = -1;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    bad++;
    if (first < 0) first = i;
  }
  if (bad === 0) return;
  const count = `${bad} of ${values.length} values ${bad === 1 ? "is" : "are"} not finite`;
  throw new InputError(
    `${name}: ${count}, the first at index ${first} (${values[first]}); find what made them`,
  );
}

/** Reject a list with an invalid entry; `advice` follows its description. */
export function checkEach(
  name: string,
  values: ArrayLike<number>,
  good: (value: number) => boolean,
  advice: string,
): void {
  for (let i = 0; i < values.length; i++) {
    if (!good(values[i])) throw new InputError(`${name}: index ${i} is ${values[i]}${advice}`);
  }
}

/** Reject infinity; NaN stands for a gap. */
export function checkGaps(name: string, values: ArrayLike<number>): void {
  checkEach(
    name,
    values,
    (v) => Number.isNaN(v) || Number.isFinite(v),
    "; give finite numbers, or NaN for a gap",
  );
}

/** Reject values without a logarithm. */
export function checkPositive(name: string, values: ArrayLike<number>): void {
  checkEach(name, values, (value) => !(value <= 0), "; a logarithmic axis needs numbers above 0");
}

/** Reject a record without entries, or an entry that is not a list of finite numbers. */
export function checkSeries(what: string, series: Record<string, ArrayLike<number>>): void {
  const entries = Object.entries(series);
  if (entries.length === 0) {
    throw new InputError(`${what}: empty; give at least one named list of numbers`);
  }
  for (const [name, values] of entries) {
    if (values.length === 0) throw new InputError(`${name}: empty; give at least one number`);
    checkFinite(name, values);
  }
}

/** Reject invalid labels; return the number of classes, at least what the largest label needs. */
export function countClasses(labels: ArrayLike<number>, classes = 0): number {
  checkEach(
    "labels",
    labels,
    (label) => Number.isInteger(label) && label >= 0,
    "; give whole numbers from 0 on",
  );
  let count = classes;
  for (let i = 0; i < labels.length; i++) count = Math.max(count, labels[i] + 1);
  return count;
}

/** Reject a label that has no class. */
export function checkLabels(labels: ArrayLike<number>, classes: number, name = "labels"): void {
  checkEach(
    name,
    labels,
    (label) => !(label >= classes),
    `, but there are ${classes} classes; give a larger number`,
  );
}

/** Reject a width that is too small to draw in. */
export function checkWidth(width: number): number {
  if (Number.isFinite(width) && width >= 160) return width;
  throw new InputError(`width: is ${width}; give a number of CSS pixels, 160 or more`);
}

/** Reject a height that is too small to draw in. */
export function checkHeight(height: number): number {
  if (Number.isFinite(height) && height >= 120) return height;
  throw new InputError(`height: is ${height}; give a number of CSS pixels, 120 or more`);
}

/** Reject an invalid count. */
export function checkCount(name: string, count: number): number {
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InputError(`${name}: is ${count}; give a whole number, 1 or more`);
}

/** Reject two numbers that are not a range of an axis. */
export function checkRange(name: string, [low, high]: readonly [number, number]): [number, number] {
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return [low, high];
  throw new InputError(
    `${name}: is [${low}, ${high}]; give two finite numbers, the smaller one first`,
  );
}
