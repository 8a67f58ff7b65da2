/** Lower bound of a head's loss, and which s and m are feasible. Plain numbers, no engine. */
import { type Check, check, whole } from "../check.ts";
import { largest, smallest } from "./_bisection.ts";
import { headEntry, type HeadName, type HeadOptionValue } from "./catalog.ts";

const probability: Check = {
  what: "above 0 and below 1",
  accepts: (value) => typeof value === "number" && value > 0 && value < 1,
};

/** A head, its options, and the space it works in. */
export interface FeasibilityQuery {
  /** As `--head` takes it. */
  head: HeadName;
  /** Number of classes, C. */
  classes: number;
  /** Embedding size, D. */
  embeddingSize: number;
  /** The head's options; defaults if omitted. */
  options?: Readonly<Record<string, HeadOptionValue>>;
  /**
   * Probability of the true class that a perfect network should be able to reach.
   * @default {0.9}
   */
  targetProbability?: number;
}

/** What {@linkcode feasibility} returns. */
export interface Feasibility {
  /**
   * Lower bound of the loss: that of a network that maps every image to its class's prototype. In
   * nats, without penalties; 0 if norms are unbounded.
   */
  lossFloor: number;
  /** e^(−lossFloor): the probability of the true class at that bound. */
  maxProbability: number;
  /** Whether the target can be reached. */
  feasible: boolean;
  /** Largest feasible `margin` at this scale; undefined without margin, or if none is feasible. */
  maxMargin?: number;
  /** Smallest feasible `scale` at this margin; undefined without scale, or if none is feasible. */
  minScale?: number;
}

type Options = Readonly<Record<string, HeadOptionValue>>;

/**
 * Lower bound of a head's loss with C classes in D dimensions, and which margin and scale are
 * feasible.
 *
 * Prototypes are assumed as far apart as possible: evenly spaced on a circle for D = 2, a regular
 * simplex for D ≥ C − 1. In between, the optimal arrangement is unknown: neighbours are assumed
 * orthogonal where 2D ≥ C, and otherwise at the distance of caps that each cover 1/C of the sphere.
 *
 * Source: NormFace's proposition 2 (Wang et al. 2017), extended by a margin; for CosFace on a
 * circle m ≤ 1 − cos(2π/C) is its eq. 7.
 *
 * @throws {RangeError} Fewer than two classes, no dimension, or a target outside (0, 1).
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const plane = { classes: 10, embeddingSize: 2 };
 * const { lossFloor, feasible } = feasibility({ head: "article", ...plane });
 * assertAlmostEquals(lossFloor, 1.617, 1e-3);
 * assertEquals(feasible, false);
 * assertAlmostEquals(feasibility({ head: "cosine", ...plane }).lossFloor, 0.0065, 1e-4); // s = 30
 * ```
 */
export function feasibility(query: FeasibilityQuery): Feasibility {
  const { head, targetProbability: target = 0.9 } = query;
  check(query.classes, whole(2), "feasibility: classes");
  check(query.embeddingSize, whole(1), "feasibility: embeddingSize");
  check(target, probability, "feasibility: targetProbability");
  const others = otherCosines(query), wanted = -Math.log(target);
  const score = headEntry(head, query.options).bestScore;
  if (score === "unbounded") return verdict(0, wanted);
  if (score === "own scale") {
    return verdict(floorOf({ scale: scaleOfAdaCos(others) }, () => 1, others), wanted);
  }
  const options = { ...headEntry(head, query.options).defaults, ...query.options } as Record<
    string,
    number
  >;
  const floor = (change: Partial<Record<string, number>>) =>
    floorOf({ ...options, ...change } as Record<string, number>, score, others);
  return {
    ...verdict(floor({}), wanted),
    maxMargin: "margin" in options
      ? largest((margin) => floor({ margin }) <= wanted, Math.PI)
      : undefined,
    minScale: smallest((scale) => floor({ scale }) <= wanted),
  };
}

function verdict(lossFloor: number, wanted: number): Feasibility {
  return { lossFloor, maxProbability: Math.exp(-lossFloor), feasible: lossFloor <= wanted };
}

/** Fixed point of s = ln Σ e^(s·cos θ_j), AdaCos's eq. 15 (Zhang et al. 2019) at θ_y = 0. */
function scaleOfAdaCos(others: Others): number {
  let before = NaN, scale = 0;
  for (let step = 0; step < 1000 && !(Math.abs(scale - before) < 1e-9); step++) {
    before = scale;
    scale = Math.log(
      others.reduce((sum, { cosine, count }) => sum + count * Math.exp(before * cosine), 0),
    );
  }
  return scale;
}

function floorOf(
  options: Record<string, number>,
  score: (options: Record<string, number>) => number,
  others: Others,
): number {
  const own = score(options);
  return Math.log1p(
    others.reduce(
      (sum, { cosine, count }) => sum + count * Math.exp(options.scale * (cosine - own)),
      0,
    ),
  );
}

/** Cosines between a prototype and the other classes', and how often each occurs. */
type Others = { cosine: number; count: number }[];

function otherCosines({ classes, embeddingSize }: FeasibilityQuery): Others {
  const rest = classes - 1;
  if (embeddingSize >= rest) return [{ cosine: -1 / rest, count: rest }];
  if (embeddingSize === 2) {
    return Array.from(
      { length: rest },
      (_, j) => ({ cosine: Math.cos(2 * Math.PI * (j + 1) / classes), count: 1 }),
    );
  }
  if (2 * embeddingSize >= classes) return [{ cosine: 0, count: rest }];
  return [{
    cosine: nearestOnSphere(classes, embeddingSize),
    count: Math.min(rest, 2 * embeddingSize),
  }];
}

/** Cosine of twice the angular radius of a cap that covers 1/C of the sphere in D dimensions. */
function nearestOnSphere(classes: number, embeddingSize: number): number {
  const steps = 20_000, area = (angle: number) => Math.sin(angle) ** (embeddingSize - 2);
  const parts = Array.from({ length: steps }, (_, k) => area(Math.PI * (k + 0.5) / steps));
  const wanted = parts.reduce((sum, part) => sum + part, 0) / classes;
  let covered = 0, k = 0;
  while (covered < wanted) covered += parts[k++];
  return Math.cos(Math.min(Math.PI / 2, 2 * Math.PI * k / steps));
}
