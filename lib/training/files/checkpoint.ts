/**
 * A checkpoint: one safetensors file with a model, where its training stands, and the run's
 * configuration.
 */
import type { Model } from "../../types.ts";
import type { TrainingState } from "../training_state.ts";

/** From 2 on our layers are marked, and own parts may be named. */
export const FORMAT = 2;
/** Before the names of the optimiser's tensors, and of the weights' moving average. */
export const OPTIMIZER = "optimizer.", EMA = "ema.";

/** What a checkpoint holds. */
export interface Checkpoint {
  /** Backbone, head and losses, with their weights. */
  model: Model;
  /** Where training stands; absent in a file of weights alone. */
  state?: TrainingState;
  /** Whatever describes the run: any JSON. */
  config: Record<string, unknown>;
}
