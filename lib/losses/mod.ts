/** Losses: cross-entropy on class logits, and auxiliary losses on embeddings. */
export { CenterLoss, type CenterLossOptions } from "./center_loss.ts";
export { type CenterRule, centerRules } from "./center_rules.ts";
export {
  ContrastiveCenterLoss,
  type ContrastiveCenterLossOptions,
} from "./contrastive_center_loss.ts";
export { createAuxiliaryLoss, isKnownLoss, isLossName, type LossFactories } from "./registry.ts";
export { crossEntropy, type CrossEntropyOptions } from "./cross_entropy.ts";
export { RingLoss, type RingLossOptions } from "./ring_loss.ts";
