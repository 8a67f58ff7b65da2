/** What a head can reach at best: the loss floor of its s and m, and what s and m would do. Plain numbers, no engine. */
import { headEntry, type HeadName, type HeadOptionValue } from "./catalog.ts";

/** A head and where it stands. */
export interface FeasibilityQuestion {
  head: HeadName;
  /** Number of classes, C. */
  classes: number;
  /** Length of an embedding, D. */
  embeddingSize: number;
  /** The head's options; what is left out is its default. */
  options?: Readonly<Record<string, HeadOptionValue>>;
  /**
   * The probability of the true class that is wanted of a perfect network.
   * @default {0.9}
   */
  targetProbability?: number;
}

/** The answer. */
export interface Feasibility {
  /** Lowest loss of a network that puts every embedding on its class's prototype, nats, penalties left out. 0 where lengths are free. */
  lossFloor: number;
  /** e^(−floor): the probability of the true class there. */
  largestProbability: number;
  /** Whether the target is met. */
  feasible: boolean;
  /** The largest `margin` with which this scale meets the target; undefined where the head has none or cannot with any. */
  largestMargin?: number;
  /** The smallest `scale` with which this margin meets the target; undefined where the head has none or cannot with any. */
  smallestScale?: number;
}

type Options = Readonly<Record<string, HeadOptionValue>>;

/** cos(θ + m …) of the true class for an embedding on its prototype, in the paper's worst case. */
const scoreOnPrototype: Partial<Record<HeadName, (options: Record<string, number>) => number>> = {
  cosine: () => 1,
  cosface: ({ margin }) => 1 - margin,
  arcface: ({ margin }) => Math.cos(margin),
  combined: ({ margin, cosineMargin }) => Math.cos(margin) - cosineMargin,
  "subcenter-arcface": ({ margin }) => Math.cos(margin),
  "partial-arcface": ({ margin }) => Math.cos(margin), // against all classes, as in prediction
  adaface: ({ margin }) => 1 - 2 * margin, // a long embedding, z = 1
  magface: ({ mostMargin }) => Math.cos(mostMargin), // a long embedding
  curricularface: ({ margin }) => Math.cos(margin),
  elasticface: ({ margin }) => Math.cos(margin),
  article: ({ margin }) => 10 * Math.cos(Math.acos(0.1) + margin),
};

/**
 * Ask what a head can reach with C classes in D dimensions.
 *
 * Prototypes are taken as far apart as can be: evenly on a circle for D = 2, at equal angles for D ≥ C − 1 (a simplex). Between the two the
 * best arrangement is not known; neighbours are then taken at right angles where 2D ≥ C, and else as far as on spheres of equal area.
 *
 * Source: the floor is NormFace's proposition 2 (Wang et al. 2017) with a margin; for CosFace on a circle m ≤ 1 − cos(2π/C) is its eq. 7.
 *
 * @throws {RangeError} Fewer than two classes, no dimension, or a target outside (0, 1).
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const { lossFloor, feasible } = feasibility({ head: "article", classes: 10, embeddingSize: 2 });
 * assertAlmostEquals(lossFloor, 1.617, 1e-3);
 * assertEquals(feasible, false);
 * ```
 */
export function feasibility(question: FeasibilityQuestion): Feasibility {
  const { head, targetProbability: target = 0.9 } = question;
  check(question, target);
  const others = otherCosines(question), wanted = -Math.log(target);
  if (head === "adacos") return verdict(floorOf({ scale: scaleOfAdaCos(others) }, () => 1, others), wanted);
  const score = scoreOf(question);
  if (!score) return verdict(0, wanted);
  const options = { ...headEntry(head, question.options).defaults, ...question.options } as Record<string, number>;
  const floor = (change: Partial<Record<string, number>>) =>
    floorOf({ ...options, ...change } as Record<string, number>, score, others);
  return {
    ...verdict(floor({}), wanted),
    largestMargin: "margin" in options ? largestBelow((margin) => floor({ margin }) <= wanted, Math.PI) : undefined,
    smallestScale: smallestAbove((scale) => floor({ scale }) <= wanted),
  };
}

function verdict(lossFloor: number, wanted: number): Feasibility {
  return { lossFloor, largestProbability: Math.exp(-lossFloor), feasible: lossFloor <= wanted };
}

/** Where s = ln Σ e^(s·cos θ_j) stands still once every θ_y is 0: AdaCos's eq. 15 (Zhang et al. 2019) step after step. */
function scaleOfAdaCos(others: Others): number {
  let before = NaN, scale = 0;
  for (let step = 0; step < 1000 && !(Math.abs(scale - before) < 1e-9); step++) {
    before = scale;
    scale = Math.log(others.reduce((sum, { cosine, count }) => sum + count * Math.exp(before * cosine), 0));
  }
  return scale;
}

function check({ classes, embeddingSize }: FeasibilityQuestion, target: number): void {
  if (!(Number.isInteger(classes) && classes >= 2)) throw new RangeError(`classes is ${classes}, it must be 2 or more`);
  if (!(Number.isInteger(embeddingSize) && embeddingSize >= 1)) {
    throw new RangeError(`embeddingSize is ${embeddingSize}, it must be 1 or more`);
  }
  if (!(target > 0 && target < 1)) throw new RangeError(`targetProbability is ${target}, it must lie between 0 and 1`);
}

/** Undefined where lengths are free, so that no loss is out of reach. */
function scoreOf({ head, options }: FeasibilityQuestion) {
  if (head === "elasticface" && options?.kind === "cos") return scoreOnPrototype.cosface;
  return scoreOnPrototype[head];
}

function floorOf(
  options: Record<string, number>,
  score: (options: Record<string, number>) => number,
  others: Others,
): number {
  const own = score(options);
  return Math.log1p(
    others.reduce((sum, { cosine, count }) => sum + count * Math.exp(options.scale * (cosine - own)), 0),
  );
}

/** How often which cosine occurs among the other classes' prototypes. */
type Others = { cosine: number; count: number }[];

function otherCosines({ classes, embeddingSize }: FeasibilityQuestion): Others {
  const rest = classes - 1;
  if (embeddingSize >= rest) return [{ cosine: -1 / rest, count: rest }];
  if (embeddingSize === 2) {
    return Array.from({ length: rest }, (_, j) => ({ cosine: Math.cos(2 * Math.PI * (j + 1) / classes), count: 1 }));
  }
  if (2 * embeddingSize >= classes) return [{ cosine: 0, count: rest }];
  return [{ cosine: nearestOnSphere(classes, embeddingSize), count: Math.min(rest, 2 * embeddingSize) }];
}

/** cos of twice the radius of a cap that covers 1/C of the sphere in D dimensions. */
function nearestOnSphere(classes: number, embeddingSize: number): number {
  const steps = 20_000, area = (angle: number) => Math.sin(angle) ** (embeddingSize - 2);
  const parts = Array.from({ length: steps }, (_, k) => area(Math.PI * (k + 0.5) / steps));
  const wanted = parts.reduce((sum, part) => sum + part, 0) / classes;
  let covered = 0, k = 0;
  while (covered < wanted) covered += parts[k++];
  return Math.cos(Math.min(Math.PI / 2, 2 * Math.PI * k / steps));
}

/** The largest value in [0, most) that does, by halving; undefined where 0 does not. */
function largestBelow(does: (value: number) => boolean, most: number): number | undefined {
  if (!does(0)) return undefined;
  let [low, high] = [0, most];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (does(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The smallest value up to 100,000 that does, by halving; undefined where none does. */
function smallestAbove(does: (value: number) => boolean): number | undefined {
  let [low, high] = [0, 1e5];
  if (!does(high)) return undefined;
  while (high - low > 1e-5 * high) {
    const middle = (low + high) / 2;
    if (does(middle)) high = middle;
    else low = middle;
  }
  return high;
}
