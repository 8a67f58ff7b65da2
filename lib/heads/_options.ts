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

function checkWhole(head: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${head}: ${name} is ${value}, it must be a whole number of at least ${least}`);
  }
}
