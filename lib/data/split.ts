/** Splits of a data set by seed: images of each class for testing, classes that are never trained. */
import { between, check, checkNames } from "../check.ts";
import { InputError } from "../errors.ts";
import { seededRandom, shuffledIndices } from "../random.ts";
import type { Dataset, Split } from "../types.ts";
import { subset } from "./subset.ts";

/** Options of {@linkcode split}. */
export interface SplitOptions {
  /**
   * Share of each class's images to test on; a class keeps at least one to train on.
   * @default {0.1}
   */
  testShare?: number;
  /** Classes to hold out whole, for verification: a share of them, or names or numbers. */
  holdOutClasses?: number | readonly (string | number)[];
  /**
   * Of what is drawn.
   * @default {1}
   */
  seed?: number;
}

/**
 * Split a data set into a training set, a test set of the same classes, and with `holdOutClasses`
 * images of classes that are never trained on.
 *
 * Trained classes are numbered anew from 0, in their old order; so are those held out.
 *
 * @throws {InputError} An unknown class, or fewer than two left to train on or to tell apart.
 * {@linkcode RangeError} for a share outside 0 … 1.
 */
export function split(set: Dataset, options: SplitOptions = {}): Split {
  const { testShare = 0.1, seed = 1 } = options;
  checkNames(options, ["testShare", "holdOutClasses", "seed"], "split");
  check(testShare, between(0, 1), "split: testShare");
  const { train: known, unseen } = holdOut<Split>({ train: set }, options);
  const test = testShare > 0 ? testImages(known, { testShare, seed }) : new Set<number>();
  const rest = Array.from({ length: known.length }, (_, i) => i);
  return {
    train: subset(known, rest.filter((i) => !test.has(i))),
    ...(test.size > 0 ? { test: subset(known, rest.filter((i) => test.has(i))) } : {}),
    ...(unseen ? { unseen } : {}),
  };
}

/**
 * Hold classes out of data that are split already: their images in the test set, where there is
 * one, become those of unseen classes.
 *
 * @throws {InputError} As {@linkcode split}.
 */
export function holdOut<Data extends Split>(
  data: Data,
  options: Pick<SplitOptions, "holdOutClasses" | "seed">,
): Data & Pick<Split, "unseen"> {
  const { train, test } = data;
  if (options.holdOutClasses === undefined) return data;
  const chosen = chosenClasses(train, options);
  const ofTrain = partition(train, chosen), ofTest = test && partition(test, chosen);
  const parts = ofTest ? { test: ofTest.known, unseen: ofTest.unseen } : { unseen: ofTrain.unseen };
  return { ...data, train: ofTrain.known, ...parts };
}

function partition(set: Dataset, held: number[]): { known: Dataset; unseen: Dataset } {
  const isHeld = new Set(held);
  const all = Array.from({ length: set.classes }, (_, i) => i);
  const ofClasses = (classes: number[]) => {
    const place = new Map(classes.map((label, i) => [label, i]));
    const indices = Array.from(set.labels.keys()).filter((i) => place.has(set.labels[i]));
    return subset(set, indices, {
      labels: Int32Array.from(indices, (i) => place.get(set.labels[i])!),
      classes: classes.length,
      classNames: classes.map((i) => set.classNames?.[i] ?? String(i)), // numbers change
    });
  };
  return { known: ofClasses(all.filter((label) => !isHeld.has(label))), unseen: ofClasses(held) };
}

/** Numbers of the classes to hold out, ascending. */
function chosenClasses(
  { classes, classNames }: Dataset,
  { holdOutClasses: wanted, seed = 1 }: SplitOptions,
): number[] {
  const chosen = typeof wanted === "number"
    ? drawn(classes, wanted, seed)
    : [...new Set(wanted!.map((name) => numberOf(name, { classes, classNames })))];
  for (
    const [count, what] of [[classes - chosen.length, "to train on"], [chosen.length, "held out"]]
  ) {
    if (count as number >= 2) continue;
    throw new InputError(
      `split: holdOutClasses leaves ${count} of ${classes} classes ${what}; it takes at least two`,
    );
  }
  return chosen.sort((a, b) => a - b);
}

function drawn(classes: number, share: number, seed: number): number[] {
  check(share, between(0, 1), "split: holdOutClasses");
  return [...shuffledIndices(classes, seededRandom(seed, 31))].slice(
    0,
    Math.round(share * classes),
  );
}

function numberOf(
  name: string | number,
  { classes, classNames }: Pick<Dataset, "classes" | "classNames">,
): number {
  const number = classNames ? classNames.indexOf(String(name)) : Number(name);
  if (Number.isInteger(number) && number >= 0 && number < classes) return number;
  const known = classNames ?? Array.from({ length: classes }, (_, i) => String(i));
  throw new InputError(
    `split: there is no class ${name} to hold out; known are ${known.slice(0, 20).join(", ")}${
      known.length > 20 ? " …" : ""
    }`,
  );
}

/** Some images of each class, drawn by seed and class alone. */
function testImages(
  { labels, classes }: Dataset,
  { testShare, seed }: { testShare: number; seed: number },
): Set<number> {
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, i) => byClass[label].push(i));
  const chosen = new Set<number>();
  byClass.forEach((images, label) => {
    const count = Math.min(images.length - 1, Math.round(testShare * images.length));
    const order = shuffledIndices(images.length, seededRandom(seed, 37, label));
    for (let k = 0; k < count; k++) chosen.add(images[order[k]]);
  });
  return chosen;
}
