/** How the learning rate changes over a run. */
export type ScheduleName = "one-cycle" | "constant" | "step" | "cosine";

/**
 * A custom schedule: a factor of the learning rate for each step.
 *
 * @param step 0 … totalSteps − 1.
 */
export type ScheduleFunction = (
  step: number,
  plan: { totalSteps: number; stepsPerEpoch: number },
) => number;

/** All schedule names. */
export const scheduleNames: readonly ScheduleName[] = ["one-cycle", "constant", "step", "cosine"];

/** What {@linkcode learningRateAt} depends on. */
export interface Schedule {
  name: ScheduleName | ScheduleFunction;
  /** Peak rate. */
  learningRate: number;
  /** Steps of the whole run. */
  totalSteps: number;
  stepsPerEpoch: number;
  /** `step` only: epochs between drops. */
  stepSize: number;
  /** `step` only: factor of each drop. */
  gamma: number;
}

const WARM_UP = 0.3;
const FIRST_RATE = 0.04;

/**
 * The learning rate of a step.
 *
 * `one-cycle` rises linearly from 0.04 to 1 × the rate over the first 30 % of all steps, then falls
 * to 0 along a cosine (after Smith and Topin, "Super-Convergence", 2018); `cosine` only has the
 * fall (Loshchilov and Hutter, "SGDR", ICLR 2017, eq. 5, without restarts); `step` is PyTorch's
 * `StepLR`.
 *
 * @param step 0 … totalSteps − 1.
 */
export function learningRateAt(step: number, schedule: Schedule): number {
  const { name, learningRate: rate, totalSteps, stepsPerEpoch, stepSize, gamma } = schedule;
  if (typeof name === "function") return rate * factorFrom(name, step, schedule);
  if (name === "constant") return rate;
  if (name === "step") {
    return rate * gamma ** Math.floor(Math.floor(step / stepsPerEpoch) / stepSize);
  }
  if (name === "cosine") return rate * halfCosine(step / totalSteps);
  const warm = WARM_UP * totalSteps;
  if (step < warm) return rate * (FIRST_RATE + (1 - FIRST_RATE) * step / warm);
  return rate * halfCosine((step - warm) / (totalSteps - warm));
}

function factorFrom(name: ScheduleFunction, step: number, plan: Schedule): number {
  const factor = name(step, plan);
  if (Number.isFinite(factor) && factor >= 0) return factor;
  throw new RangeError(
    `fit: the schedule gives ${factor} at step ${step}; it must give a factor of the learning rate, 0 or more`,
  );
}

/** Falls from 1 at 0 to 0 at 1. */
function halfCosine(share: number): number {
  return (1 + Math.cos(Math.PI * Math.min(share, 1))) / 2;
}
