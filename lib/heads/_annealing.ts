/** Annealing of λ, shared by L-Softmax and SphereFace: a soft start. */
import { type Check, inRange } from "../check.ts";

/**
 * λ by step: max(min, initial / (1 + decayRate·step)). The target logit is a weighted mean of the
 * one without margin (weight λ) and the one with margin (weight 1).
 */
export interface Annealing {
  /** λ at step 0. */
  initial: number;
  /** Decay per step. */
  decayRate: number;
  /** Lower bound of λ. With 0 the logit without margin fades out. */
  min: number;
}

/** A λ that is never negative and never grows. */
export const decaying: Check = {
  what: "{ initial, decayRate, min }, all 0 or more and min at most initial",
  accepts: (value) => {
    const { initial, decayRate, min } = value as Annealing, positive = inRange(0, Infinity);
    return [initial, decayRate, min].every(positive.accepts) && min <= initial;
  },
};

/** λ at a step, counted from 0. */
export function annealed({ initial, decayRate, min }: Annealing, step: number): number {
  return Math.max(min, initial / (1 + decayRate * step));
}
