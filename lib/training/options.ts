import { engineInfo, type Precision, precisions } from "../engine/mod.ts";
import { type ScheduleName, scheduleNames } from "./schedule.ts";
import type { TrainingState } from "./state.ts";

/** Names of the optimisers. */
const optimizerNames = ["adam", "sgd"] as const;

/** Options of `fit`. */
export interface FitOptions {
  /**
   * Epochs of the whole run; the learning rate is planned over them.
   * @default {4}
   */
  epochs?: number;
  /** @default {256} */
  batchSize?: number;
  /**
   * Batches whose gradients are averaged for one step of the optimiser: a step sees `accumulate · batchSize` images in the memory of `batchSize`.
   * Batch norm sees each batch by itself.
   * @default {1}
   */
  accumulate?: number;
  /**
   * Leave out each epoch's last batch when it is incomplete.
   * @default {false}
   */
  dropLast?: boolean;
  /**
   * The highest rate of the schedule.
   * @default {2e-3}
   */
  learningRate?: number;
  /** @default {"one-cycle"} */
  schedule?: ScheduleName;
  /**
   * Schedule `step`: epochs between two falls.
   * @default {10}
   */
  stepSize?: number;
  /**
   * Schedule `step`: what a fall multiplies the rate by. The article's commented-out StepLR has 0.8.
   * @default {0.8}
   */
  gamma?: number;
  /** @default {"adam"} */
  optimizer?: typeof optimizerNames[number];
  /**
   * SGD's momentum.
   * @default {0.9}
   */
  momentum?: number;
  /**
   * L2, added to the gradient as `torch.optim` does.
   * @default {0}
   */
  weightDecay?: number;
  /**
   * Seed of the shuffles.
   * @default {1}
   */
  seed?: number;
  /**
   * Epochs over which the margin rises from none to the head's.
   * @default {0}
   */
  marginWarmUp?: number;
  /**
   * Epochs over which the scale rises from a sixth to the head's.
   * @default {0}
   */
  scaleWarmUp?: number;
  /**
   * Steps between two reads of the loss, each of which waits for the device. With 1 a step is taken only where its loss is finite; with more the
   * run stops some steps behind the one that was not.
   * @default {1 on a CPU, 16 on a GPU}
   */
  readLossEvery?: number;
  /**
   * In which precision the backbone's convolutions and wide dense layers multiply in training. Weights, optimiser, the norms' statistics,
   * heads, losses and all evaluation are float32 in either.
   * @default {"float32"}
   */
  precision?: Precision;
  /** Aborting stops after the batch that runs; `state()` then holds what a continuation needs. */
  signal?: AbortSignal;
  /** Where to go on, from `state()` or a checkpoint. */
  resume?: TrainingState;
}

/** All but what belongs to one start. */
export type TrainingPlan = Required<Omit<FitOptions, "signal" | "resume">>;

/** Fill in defaults and refuse values that cannot train. */
export function planFrom(options: FitOptions, images: number): TrainingPlan {
  const plan: TrainingPlan = {
    epochs: options.epochs ?? 4,
    batchSize: options.batchSize ?? 256,
    accumulate: options.accumulate ?? 1,
    dropLast: options.dropLast ?? false,
    learningRate: options.learningRate ?? 2e-3,
    schedule: options.schedule ?? "one-cycle",
    stepSize: options.stepSize ?? 10,
    gamma: options.gamma ?? 0.8,
    optimizer: options.optimizer ?? "adam",
    momentum: options.momentum ?? 0.9,
    weightDecay: options.weightDecay ?? 0,
    seed: options.seed ?? 1,
    marginWarmUp: options.marginWarmUp ?? 0,
    scaleWarmUp: options.scaleWarmUp ?? 0,
    readLossEvery: options.readLossEvery ?? (engineInfo().device === "gpu" ? 16 : 1),
    precision: options.precision ?? "float32",
  };
  for (const name of ["epochs", "batchSize", "accumulate", "stepSize", "readLossEvery"] as const) {
    refuse(name, plan[name], Number.isInteger(plan[name]) && plan[name] >= 1, "a whole number above 0");
  }
  refuse("learningRate", plan.learningRate, plan.learningRate > 0 && Number.isFinite(plan.learningRate), "above 0");
  refuse("momentum", plan.momentum, plan.momentum >= 0 && plan.momentum < 1, "between 0 and 1");
  refuse("weightDecay", plan.weightDecay, plan.weightDecay >= 0, "0 or more");
  for (const name of ["marginWarmUp", "scaleWarmUp"] as const) {
    refuse(name, plan[name], plan[name] >= 0 && Number.isFinite(plan[name]), "0 or more");
  }
  const choices = [["schedule", scheduleNames], ["optimizer", optimizerNames], ["precision", precisions]] as const;
  for (const [name, known] of choices) {
    const isKnown = (known as readonly string[]).includes(plan[name]);
    refuse(name, JSON.stringify(plan[name]), isKnown, `one of ${known.join(", ")}`);
  }
  refuse("seed", plan.seed, Number.isSafeInteger(plan.seed), "a whole number");
  if (plan.dropLast && plan.batchSize * plan.accumulate > images) {
    const times = plan.accumulate > 1 ? ` times accumulate ${plan.accumulate}` : "";
    throw new RangeError(
      `fit: batchSize ${plan.batchSize}${times} with dropLast leaves nothing of ${images} images; make it smaller`,
    );
  }
  return plan;
}

function refuse(name: string, value: number | string, ok: boolean, range: string): void {
  if (!ok) throw new RangeError(`fit: ${name} is ${value}, it must be ${range}`);
}
