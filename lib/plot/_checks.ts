import { InputError } from "../errors.ts";
import type { Embeddings } from "../types.ts";

/** Refuse embeddings whose arrays do not fit together, are empty, or hold numbers that cannot be drawn. */
export function checkEmbeddings(embeddings: Embeddings): void {
  const { embeddings: values, embeddingSize, labels, classes, prototypes } = embeddings;
  if (!Number.isInteger(embeddingSize) || embeddingSize < 1) {
    throw new InputError(`embeddingSize: is ${embeddingSize}; give the whole number of values an image, 1 or more`);
  }
  if (!Number.isInteger(classes) || classes < 1) {
    throw new InputError(`classes: is ${classes}; give the whole number of classes, 1 or more`);
  }
  if (labels.length === 0) throw new InputError("labels: empty; give at least one labelled embedding");
  checkLength("embeddings", values, labels.length * embeddingSize, `${labels.length} labels × ${embeddingSize}`);
  checkFinite("embeddings", values);
  checkLabels(labels, classes);
  if (prototypes === undefined) return;
  checkLength("prototypes", prototypes, classes * embeddingSize, `${classes} classes × ${embeddingSize}`);
  checkFinite("prototypes", prototypes);
}

/** Refuse an array of another length. */
export function checkLength(name: string, values: ArrayLike<number>, length: number, because: string): void {
  if (values.length === length) return;
  throw new InputError(
    `${name}: holds ${values.length} values, not ${length} (${because}); give arrays of one data set`,
  );
}

/** Refuse NaN and infinity, naming how many there are and where the first one is. */
export function checkFinite(name: string, values: ArrayLike<number>): void {
  let bad = 0, first = -1;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    bad++;
    if (first < 0) first = i;
  }
  if (bad === 0) return;
  const count = `${bad} of ${values.length} values ${bad === 1 ? "is" : "are"} not finite`;
  throw new InputError(`${name}: ${count}, the first at index ${first} (${values[first]}); find what made them`);
}

/** Refuse a label that has no class. */
export function checkLabels(labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] >= classes) {
      throw new InputError(
        `labels: index ${i} is ${labels[i]}, but there are ${classes} classes; give a larger number`,
      );
    }
  }
}

/** Refuse a width that leaves no room to draw. */
export function checkWidth(width: number): number {
  if (Number.isFinite(width) && width >= 160) return width;
  throw new InputError(`width: is ${width}; give a number of CSS pixels, 160 or more`);
}
