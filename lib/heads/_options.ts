import { tf } from "../engine/mod.ts";
import { type PrototypeStart, prototypeStarts, startingPrototypes } from "./prototypes.ts";

/** What every head's constructor takes. */
export interface HeadOptions {
  /** Number of classes, C. */
  classes: number;
  /** Length of an embedding, D. */
  embeddingSize: number;
  /**
   * Seed of where the prototypes start.
   * @default {1}
   */
  seed?: number;
}

/** What a head with normalised prototypes takes besides. */
export interface AngularHeadOptions extends HeadOptions {
  /** s, the radius of the sphere that logits live on. */
  scale?: number;
  /**
   * Where the prototypes start; see {@linkcode startingPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeStart;
}

/** Fill in and check what heads with normalised prototypes share. */
export function angularOptions(
  head: string,
  { classes, embeddingSize, seed = 1, scale = 30, prototypes = "separated" }: AngularHeadOptions,
): Required<AngularHeadOptions> {
  checkSizes(head, { classes, embeddingSize, seed });
  checkScale(head, scale);
  checkChoice(head, "prototypes", prototypes, prototypeStarts);
  return { classes, embeddingSize, scale, prototypes, seed };
}

/** The variable `[C, D]` that a head's options ask for. */
export function prototypesFrom(options: Required<AngularHeadOptions>): tf.Variable<tf.Rank.R2> {
  const { classes, embeddingSize, prototypes: start, seed } = options;
  return tf.variable(startingPrototypes([classes, embeddingSize], { start, seed }));
}

/** Refuse a number outside a range; `why` says where the range comes from. */
export function checkBetween(
  head: string,
  [name, value]: [string, number],
  { least, most, why }: { least: number; most: number; why: string },
): void {
  if (value >= least && value <= most && Number.isFinite(value)) return;
  const range = most === Infinity ? `${least} or more` : `between ${least} and ${most}`;
  throw new RangeError(`${head}: ${name} is ${value}, it must be ${range}: ${why}`);
}

/** Refuse sizes that make no head. */
export function checkSizes(head: string, { classes, embeddingSize, seed = 1 }: HeadOptions): void {
  checkWhole(head, "classes", classes, 2);
  checkWhole(head, "embeddingSize", embeddingSize, 1);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`${head}: seed is ${seed}, it must be a whole number`);
}

/** Refuse a scale that makes no loss. */
export function checkScale(head: string, scale: number): void {
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError(`${head}: scale is ${scale}, it must be above 0`);
}

/** Refuse an angle outside [0, π). */
export function checkAngularMargin(head: string, margin: number): void {
  if (!(margin >= 0 && margin < Math.PI)) {
    throw new RangeError(`${head}: margin is ${margin} rad, it must lie in [0, π)`);
  }
}

/** Refuse a word that is none of those known. */
export function checkChoice(head: string, name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) {
    throw new RangeError(`${head}: ${name} is "${value}", it must be one of ${known.join(", ")}`);
  }
}

/** Refuse what is no whole number, or below the least. */
export function checkWhole(head: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${head}: ${name} is ${value}, it must be a whole number of at least ${least}`);
  }
}
