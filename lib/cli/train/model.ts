import { clsNet } from "../../backbones/mod.ts";
import { createHead } from "../../heads/mod.ts";
import { CenterLoss } from "../../losses/mod.ts";
import type { Model } from "../../types.ts";
import { UsageError } from "../../errors.ts";
import type { TrainConfig } from "./config.ts";

/**
 * Build the model that a configuration asks for.
 *
 * @throws {UsageError} When a part of it refuses its options.
 */
export function modelFrom(config: TrainConfig): Model {
  const { classes, embeddingSize, lastPrelu, seed, centerWeight: weight, centerRate } = config;
  const { scale, margin, prototypes } = config;
  const sizes = { classes, embeddingSize, seed };
  const own = Object.fromEntries(
    Object.entries({ scale, margin, prototypes }).filter(([, value]) => value !== undefined),
  );
  try {
    return {
      backbone: clsNet({ embeddingSize, lastPrelu, seed }),
      head: createHead(config.head, { ...sizes, ...own }),
      auxiliary: weight > 0 ? [new CenterLoss({ ...sizes, weight, centerRate })] : [],
    };
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}
