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
  refuseHuge(config);
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

/** A file's bytes are written at once, which the system allows up to here. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Refuse what could not be saved: with large images, almost all weights are those of the first dense
 * layer, 256 for each number that the convolutions give.
 */
function refuseHuge({ imageShape = [28, 28, 1], classes, embeddingSize }: TrainConfig): void {
  const [height, width] = imageShape, pooled = (side: number) => Math.floor((side - 4) / 2);
  const weights = 256 * 64 * pooled(height) * pooled(width) + classes * embeddingSize;
  const copies = 4; // weights, Adam's two averages, the weights' own average
  if (weights * copies * 4 <= MOST_BYTES) return;
  throw new UsageError(
    `--image-size ${height}x${width}: the network would have ${
      Math.round(weights / 1e6)
    } million weights, too many for a checkpoint; give at most ${LARGEST}x${LARGEST}`,
  );
}

/** The largest square that fits. */
const LARGEST = 180;
