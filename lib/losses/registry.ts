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

/** Factories of custom losses by name: each creates the loss from its saved options. */
// deno-lint-ignore no-explicit-any -- each factory knows its own options
export type LossFactories = Readonly<Record<string, (options: any) => AuxiliaryLoss>>;

/** Whether a loss is an instance of the built-in class with its name. */
export function isKnownLoss({ name, constructor }: AuxiliaryLoss): boolean {
  return isLossName(name) && constructors[name] === constructor;
}

/** Whether a name is that of a built-in loss. */
export function isLossName(name: string): boolean {
  return Object.hasOwn(constructors, name);
}

/**
 * Recreate an auxiliary loss from its name and options in a checkpoint.
 *
 * @throws {RangeError} On an unknown name, or an option that the loss rejects.
 */
export function createAuxiliaryLoss(name: string, options: unknown): AuxiliaryLoss {
  if (!Object.hasOwn(constructors, name)) {
    throw new RangeError(
      `there is no auxiliary loss "${name}": known are ${Object.keys(constructors).join(", ")}`,
    );
  }
  return new constructors[name](options);
}
