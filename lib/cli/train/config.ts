/** From flags to the configuration saved with the run. */
import { UsageError } from "../../errors.ts";
import { headEntry, type HeadName, type HeadOptionValue } from "../../heads/catalog.ts";
import { currentOptions } from "../../heads/renamed.ts";
import { trainingDefaults, type TrainingValues } from "../../training/plan.ts";
import type { ImageShape } from "../../types.ts";
import { flagOf } from "./_flag_of.ts";
import { checkDataFlags } from "./data_flags.ts";
import { type DataFlags, flagDefaults, type TrainFlags } from "./flags.ts";
import { checkMargin, headOptionsFrom } from "./head_options.ts";

/** Everything that determines a run's numbers. */
export interface TrainConfig extends TrainingValues, DataFlags {
  head: HeadName;
  /** Absent if the head has none. */
  scale?: number;
  margin?: number;
  prototypes?: "separated" | "random";
  /** The head's other options, as given. */
  headOptions?: Record<string, HeadOptionValue>;
  centerWeight: number;
  centerRate: number;
  /** Absent in runs of earlier versions, like the next two. */
  centerRule?: TrainFlags["centerRule"];
  contrastiveWeight?: number;
  ringWeight?: number;
  backboneRate?: number;
  sampler?: string;
  keepBest?: boolean;
  embeddingSize: number;
  lastPrelu: boolean;
  classes: number;
  /** Absent: 0. */
  firstLabel?: number;
  limit?: number;
  /** Absent: the library's own data/mnist. */
  data?: string;
  /** C of the data as given, classes that are held out included. */
  dataClasses?: number;
  /** Of the images, where it is not 28×28×1. */
  imageShape?: ImageShape;
  classNames?: readonly string[];
  deterministic: boolean;
  /** The run whose weights this one starts from. */
  init?: string;
}

/**
 * A verbatim reproduction of the article; its Adam has no schedule, and its loader drops the last
 * incomplete batch.
 */
const articlePreset: TrainFlags = {
  head: "article",
  batchSize: 1024,
  learningRate: 5e-4,
  schedule: "constant",
  dropLast: true,
};

/**
 * A run's saved configuration. Earlier versions had fewer options and behaved like today's
 * defaults; some of their head options had other names.
 */
export function savedConfig(saved: TrainConfig): TrainConfig {
  const { head, headOptions } = saved;
  return {
    ...trainingDefaults,
    ...saved,
    ...(headOptions ? { headOptions: currentOptions(head, headOptions) } : {}),
  };
}

/**
 * Fill in defaults; flags win over a preset.
 *
 * @throws {UsageError} On a flag that is meaningless with the others.
 */
export function configFrom(flags: TrainFlags): TrainConfig {
  const given: TrainFlags = { ...(flags.preset === "article" ? articlePreset : {}), ...flags };
  const head = (given.head ?? "arcface") as HeadName;
  const headOptions = given.headOption ? headOptionsFrom(head, given.headOption) : undefined;
  refuseMeaningless(given, { head, headOptions });
  checkDataFlags(given);
  const {
    quiet: _,
    json: _2,
    out: _3,
    resume: _4,
    stopAfter: _5,
    engine: _6,
    preset: _7,
    decoders: _10,
    ...kept
  } = given;
  const { headOption: _8, heads: _9, ...rest } = kept;
  return {
    ...flagDefaults,
    ...trainingDefaults,
    ...ownDefaults({ head, headOptions }),
    ...rest,
    ...(given.classes === undefined ? {} : { dataClasses: given.classes }),
    ...batchOf(given),
    ...(headOptions ? { headOptions } : {}),
    head,
  };
}

/**
 * The two numbers of `--sampler 8x4`.
 *
 * @throws {UsageError} When it is something else.
 */
export function samplerFrom(text: string): { classesPerBatch: number; imagesPerClass: number } {
  const [, classes, images] = text.match(/^([1-9]\d*)[x×]([1-9]\d*)$/) ?? [];
  if (!images) {
    throw new UsageError(
      `--sampler ${text}: give classes × images of each in a batch, such as 8x4`,
    );
  }
  return { classesPerBatch: Number(classes), imagesPerClass: Number(images) };
}

/** With a sampler, a batch is what it says. */
function batchOf({ sampler, batchSize }: TrainFlags): { batchSize?: number } {
  if (sampler === undefined) return {};
  const { classesPerBatch, imagesPerClass } = samplerFrom(sampler);
  const size = classesPerBatch * imagesPerClass;
  if (batchSize !== undefined && batchSize !== size) {
    throw new UsageError(
      `--batch-size ${batchSize}: a batch of --sampler ${sampler} has ${size} images; leave it out`,
    );
  }
  return { batchSize: size };
}

const shortFlags = ["scale", "margin", "prototypes"] as const;

type ChosenHead = Pick<TrainConfig, "headOptions"> & { head: HeadName };

/**
 * A head's own defaults for options that have their own flag; other such flags are meaningless for
 * it.
 */
function ownDefaults(
  { head, headOptions }: ChosenHead,
): Pick<TrainConfig, typeof shortFlags[number]> {
  const { defaults } = headEntry(head, headOptions);
  return Object.fromEntries(
    shortFlags.filter((name) => name in defaults).map((name) => [name, defaults[name]]),
  );
}

function refuseMeaningless(flags: TrainFlags, { head, headOptions }: ChosenHead): void {
  const own = ownDefaults({ head, headOptions });
  for (const name of shortFlags) {
    if (flags[name] !== undefined && !(name in own)) refuse(name, `head ${head}`);
  }
  if (flags.margin !== undefined) checkMargin(head, { margin: flags.margin, options: headOptions });
  if (flags.momentum !== undefined && flags.optimizer !== "sgd") {
    refuse("momentum", `optimizer ${flags.optimizer ?? "adam"}`);
  }
  for (const name of ["beta1", "beta2", "epsilon"] as const) {
    if (flags[name] !== undefined && flags.optimizer === "sgd") refuse(name, "optimizer sgd");
  }
  if (flags.centerRate !== undefined && !flags.centerWeight) {
    refuse("centerRate", "a run without --center-weight");
  }
  if (flags.centerRule !== undefined && !flags.centerWeight) {
    refuse("centerRule", "a run without --center-weight");
  }
  if (flags.marginWarmUp && headEntry(head).marginUnit === undefined) {
    refuse("marginWarmUp", `head ${head}`);
  }
  for (const name of ["stepSize", "gamma"] as const) {
    if (flags[name] !== undefined && flags.schedule !== "step") {
      refuse(name, `schedule ${flags.schedule ?? "one-cycle"}`);
    }
  }
  if (flags.resume !== undefined && flags.init !== undefined) {
    throw new UsageError(
      "--resume continues a run, --init starts a new one: give only one of them",
    );
  }
}

function refuse(name: string, what: string): never {
  throw new UsageError(`${flagOf(name)} has no effect on ${what}: leave it out`);
}
