/**
 * Starts a run of `fit`: checks model, data and options, creates the optimiser, restores an earlier
 * state.
 */
import { atLeast, check, checkNames, whole } from "../check.ts";
import { engineInfo, tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import { seededRandom } from "../random.ts";
import type { Model, Split } from "../types.ts";
import { EpochLoss } from "./_epoch_loss.ts";
import { namedLosses, trainableVariables } from "./_variables.ts";
import {
  checkBatches,
  checkImages,
  checkModel,
  checkSet,
  classesOf,
  isOfStrangers,
} from "./checks.ts";
import { MovingAverage } from "./ema.ts";
import type { FitOptions } from "./fit_options.ts";
import { Adam } from "./optimizers/adam.ts";
import type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";
import { Sgd } from "./optimizers/sgd.ts";
import { optionNames, planFrom, type TrainingValues } from "./plan.ts";
import { checkPrecision } from "./precision.ts";
import { shuffled } from "./samplers.ts";
import { restoreFit, type RunningFit } from "./state.ts";

/**
 * A run that has not taken a step yet.
 *
 * @throws {RangeError} On options out of range. {@linkcode InputError} if model, data, precision
 * and `resume` do not match.
 */
export function startFit(model: Model, data: Split, options: FitOptions): RunningFit {
  checkNames(options, [...optionNames, ...otherOptions], "fit");
  checkSplit(data);
  checkModel(model);
  checkData(model, data);
  const imagesPerEpoch = orderOf(data, options, { seed: options.seed ?? 1, epoch: 0 }).length;
  const plan = planFrom(options, imagesPerEpoch);
  const readLossEvery = options.readLossEvery ?? (engineInfo().device === "gpu" ? 16 : 1);
  check(readLossEvery, whole(1), "fit: readLossEvery");
  checkPlan(model, data, { ...plan, imagesPerEpoch });
  const { variables, factors, frozen } = partsOf(model, options.rates);
  const imagesPerStep = plan.batchSize * plan.accumulate;
  const run: RunningFit = {
    ...{ model, data, plan, readLossEvery, variables, factors, frozen, imagesPerStep, options },
    optimizer: optimizerFrom(variables, plan),
    stepsPerEpoch: (plan.dropLast ? Math.floor : Math.ceil)(imagesPerEpoch / imagesPerStep),
    ...{ epoch: 0, step: 0, seconds: 0, stopped: false },
    loss: new EpochLoss({ every: readLossEvery }),
    classWeights: weightsFrom(model, options.classWeights),
    average: plan.ema > 0 ? new MovingAverage(model, plan.ema) : undefined,
  };
  if (options.resume) restoreFit(run, options.resume);
  return run;
}

/** The order of images in an epoch; epochs count from 0. */
export function orderOf(
  { train }: Split,
  { sampler = shuffled }: Pick<FitOptions, "sampler">,
  { seed, epoch }: { seed: number; epoch: number },
): Uint32Array {
  const order = Uint32Array.from(sampler(train, seededRandom(seed, epoch + 1)));
  const wrong = order.find((index) => index >= train.length);
  if (order.length > 0 && wrong === undefined) return order;
  const fault = order.length === 0 ? "no images" : `image ${wrong} of ${train.length}`;
  throw new InputError(`fit: the sampler gives ${fault}; it must give indices of the training set`);
}

const otherOptions = [
  ...["readLossEvery", "signal", "resume", "rates", "classWeights", "augment", "sampler"],
  "onStep",
];

/** Programs without types give other things too. */
function checkSplit(data: Split): void {
  if (data?.train) return;
  throw new InputError("fit: data has no training set; give { train, test }, or { train } alone");
}

function checkData(model: Model, { train, test, unseen }: Split): void {
  checkSet(model, train, "fit: training set");
  if (unseen) checkImages(model, unseen, "fit: unseen classes");
  if (!test) return;
  if (isOfStrangers(model, test)) checkImages(model, test, "fit: test set");
  else checkSet(model, test, "fit: test set");
}

function checkPlan(
  model: Model,
  data: Split,
  { imagesPerEpoch, ...plan }: TrainingValues & { imagesPerEpoch: number },
): void {
  refuseDrawnClasses(model, plan);
  checkPrecision(model, plan.precision);
  checkBatches(model, { ...plan, images: imagesPerEpoch });
  if (plan.patience > 0 && !data.test && !data.unseen) {
    throw new RangeError("fit: patience needs a test set; add one, or omit patience");
  }
  for (const name of ["labelSmoothing", "marginWarmUp", "scaleWarmUp"] as const) {
    if (plan[name] === 0 || !model.head.loss) continue;
    throw new RangeError(
      `fit: head ${model.head.name} has its own loss, which does not support ${name}`,
    );
  }
}

function refuseDrawnClasses({ head }: Model, { accumulate }: TrainingValues): void {
  if (accumulate === 1 || !head.sample) return;
  throw new RangeError(
    `fit: accumulate is ${accumulate}, but head ${head.name} draws classes for each batch; use 1`,
  );
}

/** What trains, at which rate, and what is frozen. */
function partsOf(model: Model, rates: FitOptions["rates"] = {}) {
  const parts = ["backbone", "head", ...namedLosses(model).map(([name]) => name)];
  for (const [part, rate] of Object.entries(rates)) {
    if (!parts.includes(part)) {
      throw new RangeError(`fit: rates: there is no part ${part}; known are ${parts.join(", ")}`);
    }
    check(rate, atLeast(0), `fit: rates.${part}`);
  }
  const rateOf = (name: string) => rates[name.slice(0, name.indexOf("."))] ?? 1;
  const trained = Object.entries(trainableVariables(model)).filter(([name]) => rateOf(name) > 0);
  return {
    variables: Object.fromEntries(trained),
    factors: Object.fromEntries(trained.map(([name]) => [name, rateOf(name)])),
    frozen: new Set(parts.filter((part) => rates[part] === 0)),
  };
}

function optimizerFrom(variables: NamedVariables, plan: TrainingValues): Optimizer {
  if (plan.optimizer === "sgd") return new Sgd(variables, plan);
  return new Adam(variables, { ...plan, decoupled: plan.optimizer === "adamw" });
}

function weightsFrom({ head }: Model, weights?: ArrayLike<number>): tf.Tensor1D | undefined {
  if (!weights) return undefined;
  const classes = classesOf(head), values = Float32Array.from(weights);
  if (values.length !== classes || !values.every((value) => value >= 0 && value < Infinity)) {
    throw new RangeError(
      `fit: classWeights are ${values.length} numbers; they must be ${classes}, one per class, each 0 or more`,
    );
  }
  if (head.loss) {
    throw new RangeError(
      `fit: head ${head.name} has its own loss, which does not support classWeights`,
    );
  }
  return tf.tensor1d(values);
}
