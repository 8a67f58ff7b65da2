import { clsNet } from "../../backbones/mod.ts";
import { createHead } from "../../heads/mod.ts";
import { CenterLoss, ContrastiveCenterLoss, RingLoss } from "../../losses/mod.ts";
import type { AuxiliaryLoss, Model } from "../../types.ts";
import { UsageError } from "../../errors.ts";
import type { TrainConfig } from "./config.ts";

/**
 * Build the model of a configuration.
 *
 * @throws {UsageError} When a part of it rejects its options.
 */
export function modelFrom(config: TrainConfig): Model {
  const { classes, embeddingSize, imageShape, lastPrelu, seed } = config;
  const { scale, margin, prototypes } = config;
  const sizes = { classes, embeddingSize, seed };
  const own = Object.fromEntries(
    Object.entries({ scale, margin, prototypes }).filter(([, value]) => value !== undefined),
  );
  try {
    return {
      backbone: clsNet({ embeddingSize, imageShape, lastPrelu, seed }),
      head: createHead(config.head, { ...sizes, ...own, ...config.headOptions }),
      auxiliary: auxiliaryFrom(config),
    };
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

/** The auxiliary losses that have a weight. */
function auxiliaryFrom(config: TrainConfig): AuxiliaryLoss[] {
  const {
    classes,
    embeddingSize,
    seed,
    centerWeight,
    centerRate,
    centerRule,
    contrastiveWeight,
    ringWeight,
  } = config;
  const sizes = { classes, embeddingSize, seed };
  return [
    ...(centerWeight > 0
      ? [new CenterLoss({ ...sizes, weight: centerWeight, centerRate, rule: centerRule })]
      : []),
    ...(contrastiveWeight
      ? [new ContrastiveCenterLoss({ ...sizes, weight: contrastiveWeight })]
      : []),
    ...(ringWeight ? [new RingLoss({ weight: ringWeight })] : []),
  ];
}
