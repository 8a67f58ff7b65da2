/** Losses: from class scores, and from embeddings beside them. */
export { CenterLoss, type CenterLossOptions } from "./center_loss.ts";
export { createAuxiliaryLoss } from "./registry.ts";
export { crossEntropy } from "./cross_entropy.ts";
