/**
 * The options of training, in one table: types, defaults, checks, flags and their help come from
 * it. A new option is one entry.
 */
import {
  above,
  atLeast,
  between,
  type Check,
  check,
  flag,
  integer,
  oneOf,
  whole,
} from "../check.ts";
import { type Precision, precisions } from "../engine/precision.ts";
import { type ScheduleName, scheduleNames } from "./schedule.ts";

/** One option. */
export interface TrainingOption<T = unknown> {
  /** What holds where it is not given. */
  default: T;
  /** What a value must be. */
  check: Check;
  /** For `--help`; the default is added. */
  help: string;
  /** What stands behind the flag in `--help`; a flag without it is a switch. */
  argument?: string;
}

const optimizerNames = ["adam", "sgd"] as const;

type OptimizerName = typeof optimizerNames[number];
type Numeric = TrainingOption<number>;
type Switch = TrainingOption<boolean>;

/** The table; the flags of `deno task train` stand in `--help` in this order. */
export const trainingOptions = {
  /** Epochs of the whole run; the learning rate is planned over them. */
  epochs: {
    default: 4,
    check: whole(1),
    help: "passes over the training set",
    argument: "<n>",
  } as Numeric,
  /** Images a batch. */
  batchSize: { default: 256, check: whole(1), help: "images a step", argument: "<n>" } as Numeric,
  /**
   * Batches whose gradients are averaged for one step of the optimiser: a step sees `accumulate ·
   * batchSize` images in the memory of `batchSize`. Batch norm sees each batch by itself.
   */
  accumulate: {
    default: 1,
    check: whole(1),
    help: "batches whose gradients make one step",
    argument: "<n>",
  } as Numeric,
  /** Leave out each epoch's last batch when it is incomplete. */
  dropLast: {
    default: false,
    check: flag,
    help: "leave out an epoch's incomplete last batch",
  } as Switch,
  /** The highest rate of the schedule. */
  learningRate: {
    default: 2e-3,
    check: above(0),
    help: "highest rate",
    argument: "<rate>",
  } as Numeric,
  /** How the rate goes over the run. */
  schedule: {
    default: "one-cycle",
    check: oneOf(scheduleNames),
    help: "how the rate goes over the run",
    argument: "<name>",
  } as TrainingOption<ScheduleName>,
  /** Schedule `step`: epochs between two drops. */
  stepSize: {
    default: 10,
    check: whole(1),
    help: "schedule step: epochs between two drops",
    argument: "<n>",
  } as Numeric,
  /** Schedule `step`: factor of a drop. The article's commented-out StepLR has 0.8. */
  gamma: {
    default: 0.8,
    check: above(0),
    help: "schedule step: factor of a drop",
    argument: "<γ>",
  } as Numeric,
  /** Adam, or gradient descent with momentum. */
  optimizer: {
    default: "adam",
    check: oneOf(optimizerNames),
    help: "how gradients move the weights",
    argument: "<name>",
  } as TrainingOption<
    OptimizerName
  >,
  /** SGD's momentum. */
  momentum: { default: 0.9, check: between(0, 1), help: "of sgd", argument: "<μ>" } as Numeric,
  /** L2, added to the gradient as `torch.optim` does. */
  weightDecay: { default: 0, check: atLeast(0), help: "L2", argument: "<w>" } as Numeric,
  /** Epochs over which the margin rises from none to the head's. */
  marginWarmUp: {
    default: 0,
    check: atLeast(0),
    help: "over which the margin rises from none",
    argument: "<epochs>",
  } as Numeric,
  /** Epochs over which the scale rises from a sixth to the head's. */
  scaleWarmUp: {
    default: 0,
    check: atLeast(0),
    help: "over which the scale rises from a sixth",
    argument: "<epochs>",
  } as Numeric,
  /**
   * In which precision the backbone's convolutions and dense layers multiply in training. Weights,
   * optimiser, the norms' statistics, heads, losses and all evaluation are float32 in either.
   */
  precision: {
    default: "float32",
    check: oneOf(precisions),
    help:
      "of products in training; bfloat16 is faster where the processor or GPU has it, and several times slower where it must be imitated",
    argument: "<name>",
  } as TrainingOption<Precision>,
  /** Seed of the shuffles. */
  seed: {
    default: 1,
    check: integer,
    help: "of weights, prototypes and shuffles",
    argument: "<n>",
  } as Numeric,
} as const;

/** A value for each option of the table. */
export type TrainingValues = {
  -readonly [Name in keyof typeof trainingOptions]: typeof trainingOptions[Name]["default"];
};

/** The names of the table's options. */
export const optionNames = Object.keys(trainingOptions) as (keyof TrainingValues)[];

/** The table's defaults. */
export const trainingDefaults = pick((name) => trainingOptions[name].default);

/** Of any object, what the table names. */
export function trainingValues(values: TrainingValues): TrainingValues {
  return pick((name) => values[name]);
}

function pick(valueOf: (name: keyof TrainingValues) => unknown): TrainingValues {
  return Object.fromEntries(
    optionNames.map((name) => [name, valueOf(name)]),
  ) as unknown as TrainingValues;
}

/**
 * Fill in defaults.
 *
 * @param images In the training set.
 * @throws {RangeError} On a value that cannot train; it names the option.
 */
export function planFrom(options: Partial<TrainingValues>, images: number): TrainingValues {
  const plan = pick((name) => options[name] ?? trainingDefaults[name]);
  for (const name of optionNames) check(plan[name], trainingOptions[name].check, `fit: ${name}`);
  if (plan.dropLast && plan.batchSize * plan.accumulate > images) {
    const times = plan.accumulate > 1 ? ` times accumulate ${plan.accumulate}` : "";
    throw new RangeError(
      `fit: batchSize ${plan.batchSize}${times} with dropLast leaves nothing of ${images} images; make it smaller`,
    );
  }
  return plan;
}
