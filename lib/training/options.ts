/**
 * The options of training, in one table: types, defaults, checks, flags and their help come from
 * it. A new option is one entry.
 */
import { above, atLeast, between, type Check, flag, integer, oneOf, whole } from "../check.ts";
import { type Precision, precisions } from "../engine/precision.ts";
import { type ScheduleFunction, type ScheduleName, scheduleNames } from "./schedule.ts";

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

/** The optimisers, by the name that `--optimizer` takes. */
export const optimizerNames = ["adam", "adamw", "sgd"] as const;

/** One of {@linkcode optimizerNames}. */
export type OptimizerName = typeof optimizerNames[number];
type Numeric = TrainingOption<number>;
type Switch = TrainingOption<boolean>;

/** A name, or a function in its place. */
function nameOrFunction(names: readonly string[]) {
  const { what, accepts } = oneOf(names);
  return {
    names,
    what: `${what}, or a function`,
    accepts: (value: unknown) => typeof value === "function" || accepts(value),
  };
}

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
  /** How the rate goes over the run: a name, or a function from a step to a factor of it. */
  schedule: {
    default: "one-cycle",
    check: nameOrFunction(scheduleNames),
    help: "how the rate goes over the run",
    argument: "<name>",
  } as TrainingOption<ScheduleName | ScheduleFunction>,
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
  /** Adam, AdamW (with decoupled weight decay), or gradient descent with momentum. */
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
  /**
   * L2, added to the gradient as `torch.optim` does; of `adamw` decoupled: a step takes rate · decay
   * of each weight (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019).
   */
  weightDecay: {
    default: 0,
    check: atLeast(0),
    help: "L2; of adamw decoupled",
    argument: "<w>",
  } as Numeric,
  /** Adam's β₁: how much of the gradients' running mean stays. */
  beta1: { default: 0.9, check: between(0, 1), help: "of adam", argument: "<β>" } as Numeric,
  /** Adam's β₂: how much of the squares' running mean stays. */
  beta2: { default: 0.999, check: between(0, 1), help: "of adam", argument: "<β>" } as Numeric,
  /** Adam's ε, added to the root of the squares. */
  epsilon: { default: 1e-8, check: above(0), help: "of adam", argument: "<ε>" } as Numeric,
  /** Upper bound of all gradients' common norm, as `clip_grad_norm_` has it; 0: none. */
  clipNorm: {
    default: 0,
    check: atLeast(0),
    help: "bound of the gradients' norm (0 = off)",
    argument: "<norm>",
  } as Numeric,
  /** Share of each target that is spread evenly over all classes. */
  labelSmoothing: {
    default: 0,
    check: between(0, 1),
    help: "share of each target spread over all classes",
    argument: "<ε>",
  } as Numeric,
  /**
   * Decay of a moving average of the weights, evaluated and saved beside them, such as 0.999;
   * 0: none.
   */
  ema: {
    default: 0,
    check: between(0, 1),
    help: "decay of the weights' moving average (0 = off)",
    argument: "<decay>",
  } as Numeric,
  /** Stop after so many epochs without a better result on the test set; 0: never. */
  patience: {
    default: 0,
    check: whole(0),
    help: "epochs without a better test result before it stops (0 = never)",
    argument: "<epochs>",
  } as Numeric,
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
