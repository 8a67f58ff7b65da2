/** How L-Softmax and SphereFace are softened while training starts. */
import { angularOptions, checkBetween, checkWhole, type HeadOptions } from "./_options.ts";
import type { PrototypeStart } from "./prototypes.ts";

/** λ over the steps: max(least, start / (1 + rate·step)); a share λ/(1 + λ) of the plain score is mixed in. */
export interface Annealing {
  /** λ of the first step. */
  start: number;
  /** How fast λ falls. */
  rate: number;
  /** Where it stays. 0 leaves the margin alone in the end. */
  least: number;
}

/** Options of heads that multiply the angle by a whole number. */
interface AnnealedOptions extends HeadOptions {
  margin?: number;
  annealing?: Annealing;
  prototypes?: PrototypeStart;
}

/** Fill in and check what such heads share; prototypes start as those of heads that normalise them. */
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

/** Refuse an annealing that never ends, or grows. */
function checkAnnealing(head: string, { start, rate, least }: Annealing): void {
  checkBetween(head, ["annealing.start", start], { least: 0, most: Infinity, why: "λ weighs the plain score" });
  checkBetween(head, ["annealing.rate", rate], { least: 0, most: Infinity, why: "λ must not grow" });
  checkBetween(head, ["annealing.least", least], { least: 0, most: start, why: "λ falls from start to it" });
}

/** λ at a step, counted from 0. */
export function annealed({ start, rate, least }: Annealing, step: number): number {
  return Math.max(least, start / (1 + rate * step));
}
