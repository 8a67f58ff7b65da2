/** From flags to the configuration that is written into the run. */
import { UsageError } from "../../errors.ts";
import type { HeadName } from "../../heads/names.ts";
import type { TrainFlags } from "./arguments.ts";

/** All that decides a run's numbers. */
export interface TrainConfig {
  head: HeadName;
  /** Absent where the head has none. */
  scale?: number;
  margin?: number;
  prototypes?: "separated" | "random";
  centerWeight: number;
  centerRate: number;
  embeddingSize: number;
  lastPrelu: boolean;
  epochs: number;
  batchSize: number;
  dropLast: boolean;
  learningRate: number;
  schedule: NonNullable<TrainFlags["schedule"]>;
  stepSize: number;
  gamma: number;
  optimizer: "adam" | "sgd";
  momentum: number;
  weightDecay: number;
  seed: number;
  classes: number;
  limit?: number;
  /** Absent: the library's own data/mnist. */
  data?: string;
  deterministic: boolean;
  /** The run whose weights this one starts from. */
  init?: string;
}

type HeadFlags = Pick<TrainConfig, "scale" | "margin" | "prototypes">;

/** Each head's own defaults; a flag that is not among them means nothing to it. */
const headDefaults: Record<HeadName, HeadFlags> = {
  softmax: {},
  cosine: { scale: 30, prototypes: "separated" },
  arcface: { scale: 30, margin: 0.4, prototypes: "separated" },
  article: { scale: 1, margin: 0.01, prototypes: "random" },
};

const defaults = {
  centerWeight: 0,
  centerRate: 0.5,
  embeddingSize: 2,
  lastPrelu: true,
  epochs: 4,
  batchSize: 256,
  dropLast: false,
  learningRate: 2e-3,
  schedule: "one-cycle",
  stepSize: 10,
  gamma: 0.8,
  optimizer: "adam",
  momentum: 0.9,
  weightDecay: 0,
  seed: 1,
  classes: 10,
  deterministic: false,
} as const;

/** The article to the letter; its Adam has no schedule, and its loader drops the incomplete batch. */
const articlePreset: TrainFlags = {
  head: "article",
  batchSize: 1024,
  learningRate: 5e-4,
  schedule: "constant",
  dropLast: true,
};

/** Names of the flags that decide a run's numbers, as they are typed. */
export const flagOf = (name: string): string => "--" + name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());

/**
 * Fill in defaults; flags win over a preset.
 *
 * @throws {UsageError} On a flag that means nothing beside the others.
 */
export function configFrom(flags: TrainFlags): TrainConfig {
  const given: TrainFlags = { ...(flags.preset === "article" ? articlePreset : {}), ...flags };
  const head = (given.head ?? "arcface") as HeadName;
  refuseMeaningless(given, head);
  const { quiet: _, json: _2, out: _3, resume: _4, stopAfter: _5, engine: _6, preset: _7, ...kept } = given;
  return { ...defaults, ...headDefaults[head], ...kept, head };
}

function refuseMeaningless(flags: TrainFlags, head: HeadName): void {
  for (const name of ["scale", "margin", "prototypes"] as const) {
    if (flags[name] !== undefined && !(name in headDefaults[head])) refuse(name, `head ${head}`);
  }
  if (flags.momentum !== undefined && flags.optimizer !== "sgd") refuse("momentum", "optimizer adam");
  if (flags.centerRate !== undefined && !flags.centerWeight) refuse("centerRate", "a run without --center-weight");
  for (const name of ["stepSize", "gamma"] as const) {
    if (flags[name] !== undefined && flags.schedule !== "step") {
      refuse(name, `schedule ${flags.schedule ?? "one-cycle"}`);
    }
  }
  if (flags.resume !== undefined && flags.init !== undefined) {
    throw new UsageError("--resume goes on with a run, --init starts a new one: give one of them");
  }
}

function refuse(name: string, what: string): never {
  throw new UsageError(`${flagOf(name)} means nothing to ${what}: leave it out`);
}
