/** The flags of `deno task train` as values. */
import type { engineNames } from "../../engine/names.ts";
import type { Fit } from "../../data/names.ts";
import { centerDefaults, type CenterRule } from "../../losses/center_rules.ts";
import type { TrainingValues } from "../../training/plan.ts";

/** Flags that say how data are taken; a run keeps them as given. */
export interface DataFlags {
  /** "64x96": height and width. */
  imageSize?: string;
  channels?: 1 | 3;
  fit?: Fit;
  testShare?: number;
  /** A share, or names separated by commas. */
  holdOutClasses?: string;
  /** A file of pairs to verify. */
  pairs?: string;
  transpose?: boolean;
  skipBroken?: boolean;
  /** "shift=2,rotate=10". */
  augment?: string;
}

/** Flags as given; others are absent. Training flags are in the table of training options. */
export interface TrainFlags extends Partial<TrainingValues>, DataFlags {
  head?: string;
  /** List the heads instead of training. */
  heads?: boolean;
  /** `name=value` each. */
  headOption?: string[];
  centerWeight?: number;
  centerRate?: number;
  scale?: number;
  margin?: number;
  prototypes?: "separated" | "random";
  /** False after `--no-last-prelu`. */
  lastPrelu?: boolean;
  embeddingSize?: number;
  classes?: number;
  /** Factor of the backbone's learning rate; 0 freezes it. */
  backboneRate?: number;
  /** "8x4": batches of 4 images of each of 8 classes. */
  sampler?: string;
  /** Save the best epoch's weights too. */
  keepBest?: boolean;
  /** Weight of ring loss. */
  ringWeight?: number;
  /** Weight of contrastive-center loss. */
  contrastiveWeight?: number;
  centerRule?: CenterRule;
  firstLabel?: number;
  limit?: number;
  data?: string;
  /** Threads that read images ahead. */
  decoders?: number;
  preset?: "article";
  out?: string;
  resume?: string;
  init?: string;
  stopAfter?: number;
  engine?: (typeof engineNames)[number];
  deterministic?: boolean;
  quiet?: boolean;
  json?: boolean;
}

/** Defaults of flags; those of training are in their table. */
export const flagDefaults = {
  centerWeight: 0,
  centerRate: centerDefaults.centerRate,
  embeddingSize: 2,
  lastPrelu: true,
  classes: 10,
  deterministic: false,
} as const;

/** The given flags: commander sets an absent `--no-…` flag to true. */
export function givenFlags(options: TrainFlags): TrainFlags {
  const { lastPrelu, ...flags } = options;
  return lastPrelu === false ? { ...flags, lastPrelu } : flags;
}
