/**
 * The training options, in one table: types, defaults, checks, flags and their help follow from it.
 * A new option is one entry.
 */
import { above, atLeast, between, type Check, flag, integer, oneOf, whole } from "../check.ts";
import { type Precision, precisions } from "../engine/precision.ts";
import { type ScheduleFunction, type ScheduleName, scheduleNames } from "./schedule.ts";

/** One option. */
export interface TrainingOption<T = unknown> {
  /** The value if none is given. */
  default: T;
  /** Which values are valid. */
  check: Check;
  /** For `--help`; the default is appended. */
  help: string;
  /** The flag's placeholder in `--help`; a flag without one is a switch. */
  argument?: string;
}

/** The optimisers, as `--optimizer` takes them. */
export const optimizerNames = ["adam", "adamw", "sgd"] as const;

/** One of {@linkcode optimizerNames}. */
export type OptimizerName = typeof optimizerNames[number];
type Numeric = TrainingOption<number>;
type Switch = TrainingOption<boolean>;

/** A name or a function. */
function nameOrFunction(names: readonly string[]) {
  const { what, accepts } = oneOf(names);
  return {
    names,
    what: `${what}, or a function`,
    accepts: (value: unknown) => typeof value === "function" || accepts(value),
  };
}

/** The table; `deno task train --help` lists the flags in this order. */
export const trainingOptions = {
  /** Epochs of the whole run; the learning rate schedule spans them. */
  epochs: {
    default: 4,
    check: whole(1),
    help: "passes over the training set",
    argument: "<n>",
  } as Numeric,
  /** Images per batch. */
  batchSize: {
    default: 256,
    check: whole(1),
    help: "images per batch",
    argument: "<n>",
  } as Numeric,
  /**
   * Batches whose gradients are averaged for one optimiser step: a step sees
   * `accumulate · batchSize` images in the memory of `batchSize`. Batch norm sees each batch
   * separately.
   */
  accumulate: {
    default: 1,
    check: whole(1),
    help: "batches whose gradients make one step",
    argument: "<n>",
  } as Numeric,
  /** Drop each epoch's last batch if it is incomplete. */
  dropLast: {
    default: false,
    check: flag,
    help: "leave out an epoch's incomplete last batch",
  } as Switch,
  /** Peak rate of the schedule. */
  learningRate: {
    default: 2e-3,
    check: above(0),
    help: "highest rate",
    argument: "<rate>",
  } as Numeric,
  /** How the rate changes over the run: a name, or a function from step to a factor of the rate. */
  schedule: {
    default: "one-cycle",
    check: nameOrFunction(scheduleNames),
    help: "how the rate changes over the run",
    argument: "<name>",
  } as TrainingOption<ScheduleName | ScheduleFunction>,
  /** Schedule `step`: epochs between drops. */
  stepSize: {
    default: 10,
    check: whole(1),
    help: "schedule step: epochs between two drops",
    argument: "<n>",
  } as Numeric,
  /** Schedule `step`: factor of each drop. The article's commented-out StepLR has 0.8. */
  gamma: {
    default: 0.8,
    check: above(0),
    help: "schedule step: factor of a drop",
    argument: "<γ>",
  } as Numeric,
  /** Adam, AdamW (decoupled weight decay), or SGD with momentum. */
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
   * L2, added to the gradient as in `torch.optim`; decoupled for `adamw`: a step multiplies weights
   * by 1 − rate · decay (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR
   * 2019).
   */
  weightDecay: {
    default: 0,
    check: atLeast(0),
    help: "L2; of adamw decoupled",
    argument: "<w>",
  } as Numeric,
  /** Adam's β₁: decay of the gradients' running mean. */
  beta1: { default: 0.9, check: between(0, 1), help: "of adam", argument: "<β>" } as Numeric,
  /** Adam's β₂: decay of the squared gradients' running mean. */
  beta2: { default: 0.999, check: between(0, 1), help: "of adam", argument: "<β>" } as Numeric,
  /** Adam's ε, added to the denominator. */
  epsilon: { default: 1e-8, check: above(0), help: "of adam", argument: "<ε>" } as Numeric,
  /** Upper bound of the gradients' global norm, as in `clip_grad_norm_`; 0: none. */
  clipNorm: {
    default: 0,
    check: atLeast(0),
    help: "bound of the gradients' global norm; off at 0",
    argument: "<norm>",
  } as Numeric,
  /** Share of each target spread evenly over all classes. */
  labelSmoothing: {
    default: 0,
    check: between(0, 1),
    help: "share of each target spread over all classes",
    argument: "<ε>",
  } as Numeric,
  /** Decay of a moving average of the weights (such as 0.999; 0: none), evaluated and saved too. */
  ema: {
    default: 0,
    check: between(0, 1),
    help:
      "decay of a moving average of the weights, such as 0.999 over thousands of steps; off at 0",
    argument: "<decay>",
  } as Numeric,
  /** Stop after this many epochs without a better test result; 0: never. */
  patience: {
    default: 0,
    check: whole(0),
    help: "stop after so many epochs without a better test accuracy; never at 0",
    argument: "<epochs>",
  } as Numeric,
  /** Epochs over which the margin rises from 0 to the head's. */
  marginWarmUp: {
    default: 0,
    check: atLeast(0),
    help: "over which the margin rises from none",
    argument: "<epochs>",
  } as Numeric,
  /** Epochs over which the scale rises from a sixth of the head's to all of it. */
  scaleWarmUp: {
    default: 0,
    check: atLeast(0),
    help: "over which the scale rises from a sixth",
    argument: "<epochs>",
  } as Numeric,
  /**
   * Precision of the products in the backbone's convolutions and dense layers in training. Weights,
   * optimiser, norm statistics, heads, losses and all evaluation are float32 either way.
   */
  precision: {
    default: "float32",
    check: oneOf(precisions),
    help:
      "of matrix products in training; bfloat16 is faster where the processor or GPU has it, and several times slower where it is emulated",
    argument: "<name>",
  } as TrainingOption<Precision>,
  /** Shuffling seed. */
  seed: {
    default: 1,
    check: integer,
    help: "of weights, prototypes and shuffles",
    argument: "<n>",
  } as Numeric,
} as const;
