/** The annealing of λ that L-Softmax and SphereFace share: a soft start. */
import { angularOptions, checkBetween, checkWhole, type HeadOptions } from "./_options.ts";
import type { PrototypeInit } from "./prototypes.ts";

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

/** Options of heads that multiply the angle by an integer. */
interface AnnealedOptions extends HeadOptions {
  margin?: number;
  annealing?: Annealing;
  prototypes?: PrototypeInit;
}

/** Fill in and check the options these heads share. */
export function annealedOptions(
  head: string,
  options: AnnealedOptions,
  defaults: { margin: number; annealing: Annealing },
): Required<AnnealedOptions> {
  const { margin, annealing } = { ...defaults, ...options };
  const { scale: _, ...shared } = angularOptions(head, options);
  checkWhole(head, "margin", margin, 1);
  checkAnnealing(head, annealing);
  return { ...shared, margin, annealing: { ...annealing } };
}

/** Refuse a λ that would be negative or grow. */
function checkAnnealing(head: string, { initial, decayRate, min }: Annealing): void {
  checkBetween(head, ["annealing.initial", initial], {
    min: 0,
    max: Infinity,
    why: "λ is a weight",
  });
  checkBetween(head, ["annealing.decayRate", decayRate], {
    min: 0,
    max: Infinity,
    why: "λ must not grow",
  });
  checkBetween(head, ["annealing.min", min], {
    min: 0,
    max: initial,
    why: "λ decays from initial to min",
  });
}

/** λ at a step, counted from 0. */
export function annealed({ initial, decayRate, min }: Annealing, step: number): number {
  return Math.max(min, initial / (1 + decayRate * step));
}
