import type { AuxiliaryLoss } from "../types.ts";
import { CenterLoss } from "./center_loss.ts";
import { ContrastiveCenterLoss } from "./contrastive_center_loss.ts";
import { RingLoss } from "./ring_loss.ts";

// deno-lint-ignore no-explicit-any -- options come from a checkpoint; each constructor checks its own
const constructors: Record<string, new (options: any) => AuxiliaryLoss> = {
  "center": CenterLoss,
  "contrastive-center": ContrastiveCenterLoss,
  "ring": RingLoss,
};

/** Losses of one's own by their names: each from its saved options. */
// deno-lint-ignore no-explicit-any -- each factory knows its own options
export type LossFactories = Readonly<Record<string, (options: any) => AuxiliaryLoss>>;

/** Whether a loss is of the class that its name stands for here. */
export function isKnownLoss({ name, constructor }: AuxiliaryLoss): boolean {
  return isLossName(name) && constructors[name] === constructor;
}

/** Whether a name stands for a loss here. */
export function isLossName(name: string): boolean {
  return Object.hasOwn(constructors, name);
}

/**
 * Recreate an auxiliary loss from its name and options in a checkpoint.
 *
 * @throws {RangeError} On an unknown name, or an option that the loss refuses.
 */
export function createAuxiliaryLoss(name: string, options: unknown): AuxiliaryLoss {
  if (!Object.hasOwn(constructors, name)) {
    throw new RangeError(
      `there is no auxiliary loss "${name}": known are ${Object.keys(constructors).join(", ")}`,
    );
  }
  return new constructors[name](options);
}
