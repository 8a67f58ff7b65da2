/** From flags to the configuration that is written into the run. */
import type { Precision } from "../../engine/precision.ts";
import { UsageError } from "../../errors.ts";
import { headEntry, type HeadName, type HeadOptionValue } from "../../heads/catalog.ts";
import type { TrainFlags } from "./arguments.ts";
import { checkMargin, headOptionsFrom } from "./head_options.ts";

/** All that decides a run's numbers. */
export interface TrainConfig {
  head: HeadName;
  /** Absent where the head has none. */
  scale?: number;
  margin?: number;
  prototypes?: "separated" | "random";
  /** The head's other options, as given. */
  headOptions?: Record<string, HeadOptionValue>;
  centerWeight: number;
  centerRate: number;
  /** Absent in runs of earlier versions, as the next five. */
  accumulate?: number;
  centerRule?: TrainFlags["centerRule"];
  contrastiveWeight?: number;
  ringWeight?: number;
  marginWarmUp?: number;
  scaleWarmUp?: number;
  /** Absent in runs of earlier versions, which are float32. */
  precision?: Precision;
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
  precision: "float32",
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
  const headOptions = given.headOption ? headOptionsFrom(head, given.headOption) : undefined;
  refuseMeaningless(given, { head, headOptions });
  const { quiet: _, json: _2, out: _3, resume: _4, stopAfter: _5, engine: _6, preset: _7, ...kept } = given;
  const { headOption: _8, heads: _9, ...rest } = kept;
  return { ...defaults, ...ownDefaults({ head, headOptions }), ...rest, ...(headOptions ? { headOptions } : {}), head };
}

const shortFlags = ["scale", "margin", "prototypes"] as const;

type ChosenHead = Pick<TrainConfig, "headOptions"> & { head: HeadName };

/** A head's own defaults for the options that have a flag of their own; a flag that is not among them means nothing to it. */
function ownDefaults({ head, headOptions }: ChosenHead): Pick<TrainConfig, typeof shortFlags[number]> {
  const { defaults } = headEntry(head, headOptions);
  return Object.fromEntries(shortFlags.filter((name) => name in defaults).map((name) => [name, defaults[name]]));
}

function refuseMeaningless(flags: TrainFlags, { head, headOptions }: ChosenHead): void {
  const own = ownDefaults({ head, headOptions });
  for (const name of shortFlags) {
    if (flags[name] !== undefined && !(name in own)) refuse(name, `head ${head}`);
  }
  if (flags.margin !== undefined) checkMargin(head, { margin: flags.margin, options: headOptions });
  if (flags.momentum !== undefined && flags.optimizer !== "sgd") refuse("momentum", "optimizer adam");
  if (flags.centerRate !== undefined && !flags.centerWeight) refuse("centerRate", "a run without --center-weight");
  if (flags.centerRule !== undefined && !flags.centerWeight) refuse("centerRule", "a run without --center-weight");
  if (flags.marginWarmUp && headEntry(head).marginUnit === undefined) {
    refuse("marginWarmUp", `head ${head}`);
  }
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
