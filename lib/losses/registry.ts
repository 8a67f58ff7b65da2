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
