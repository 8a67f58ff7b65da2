import type { AuxiliaryLoss } from "../types.ts";
import { CenterLoss, type CenterLossOptions } from "./center_loss.ts";

/**
 * Make an auxiliary loss again from the name and options that a checkpoint holds.
 *
 * @throws {RangeError} When there is no such loss, or it refuses an option.
 */
export function createAuxiliaryLoss(name: string, options: unknown): AuxiliaryLoss {
  if (name !== "center") throw new RangeError(`there is no auxiliary loss "${name}": known are center`);
  return new CenterLoss(options as CenterLossOptions);
}
