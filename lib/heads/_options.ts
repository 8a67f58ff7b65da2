import { tf } from "../engine/tensorflow.ts";
import { initialPrototypes, type PrototypeInit, prototypeInits } from "./prototypes.ts";

/** Options that every head takes. */
export interface HeadOptions {
  /** Number of classes, C. */
  classes: number;
  /** Numbers in an embedding, D. */
  embeddingSize: number;
  /**
   * Seed of the initial prototypes.
   * @default {1}
   */
  seed?: number;
}

/** Further options of heads with normalised prototypes. */
export interface AngularHeadOptions extends HeadOptions {
  /** s, the norm that embeddings are rescaled to. */
  scale?: number;
  /**
   * How the prototypes are initialised; see {@linkcode initialPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeInit;
}

/** Fill in and check the options that heads with normalised prototypes share. */
export function angularOptions(
  head: string,
  { classes, embeddingSize, seed = 1, scale = 30, prototypes = "separated" }: AngularHeadOptions,
): Required<AngularHeadOptions> {
  checkSizes(head, { classes, embeddingSize, seed });
  checkScale(head, scale);
  checkChoice(head, "prototypes", prototypes, prototypeInits);
  return { classes, embeddingSize, scale, prototypes, seed };
}

/** The initial prototypes of a head, a variable `[C, D]`. */
export function prototypesFrom(options: Required<AngularHeadOptions>): tf.Variable<tf.Rank.R2> {
  const { classes, embeddingSize, prototypes: init, seed } = options;
  return tf.variable(initialPrototypes([classes, embeddingSize], { init, seed }));
}

/** Refuse a number outside [min, max]; `why` gives the reason for the range. */
export function checkBetween(
  head: string,
  [name, value]: [string, number],
  { min, max, why }: { min: number; max: number; why: string },
): void {
  if (value >= min && value <= max && Number.isFinite(value)) return;
  const range = max === Infinity ? `${min} or more` : `between ${min} and ${max}`;
  throw new RangeError(`${head}: ${name} is ${value}, it must be ${range}: ${why}`);
}

/** Refuse invalid sizes or an invalid seed. */
export function checkSizes(head: string, { classes, embeddingSize, seed = 1 }: HeadOptions): void {
  checkWhole(head, "classes", classes, 2);
  checkWhole(head, "embeddingSize", embeddingSize, 1);
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`${head}: seed is ${seed}, it must be a whole number`);
  }
}

/** Refuse a scale that is not positive and finite. */
export function checkScale(head: string, scale: number): void {
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw new RangeError(`${head}: scale is ${scale}, it must be above 0`);
  }
}

/** Refuse an angle outside [0, π). */
export function checkAngularMargin(head: string, margin: number): void {
  if (!(margin >= 0 && margin < Math.PI)) {
    throw new RangeError(`${head}: margin is ${margin} rad, it must lie in [0, π)`);
  }
}

/** Refuse a word that is not one of the known ones. */
export function checkChoice(
  head: string,
  name: string,
  value: string,
  known: readonly string[],
): void {
  if (!known.includes(value)) {
    throw new RangeError(`${head}: ${name} is "${value}", it must be one of ${known.join(", ")}`);
  }
}

/** Refuse anything but an integer of at least `min`. */
export function checkWhole(head: string, name: string, value: number, min: number): void {
  if (!Number.isInteger(value) || value < min) {
    throw new RangeError(
      `${head}: ${name} is ${value}, it must be a whole number of at least ${min}`,
    );
  }
}
