/** What a file says of a training, checked before anything goes by it. */
import { type Check, check, integer, oneOf, whole } from "../../check.ts";
import { InputError, messageOf } from "../../errors.ts";
import { optimizerNames } from "../options.ts";
import type { TrainingState } from "../training_state.ts";
import type { NamedTensor } from "./safetensors.ts";

const number: Check = {
  what: "a number",
  accepts: (value) => typeof value === "number" && Number.isFinite(value),
};
const table: Check = {
  what: "a table",
  accepts: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
const stateChecks: Record<string, Check> = {
  epoch: whole(0),
  step: whole(0),
  lossSum: number,
  images: whole(0),
  seconds: number,
  seed: integer,
  plannedEpochs: whole(1),
  optimizer: table,
  counters: table,
};

/**
 * Refuse a state that no training could have left.
 *
 * @throws {InputError} It names the file and the entry.
 */
export function checkState(path: string, state: unknown): TrainingState {
  try {
    check(state, table, "state");
    const { optimizer, counters, ...rest } = state as TrainingState;
    for (const [name, must] of Object.entries(stateChecks)) {
      check({ optimizer, counters, ...rest }[name as keyof TrainingState], must, `state: ${name}`);
    }
    check(optimizer.kind, oneOf(optimizerNames), "state: optimizer");
    check(optimizer.steps, whole(0), "state: optimizer's steps");
    for (const [name, value] of Object.entries(counters)) check(value, number, `state: ${name}`);
    return state as TrainingState;
  } catch (error) {
    throw new InputError(`${path}: ${messageOf(error)}; use another copy of the file`);
  }
}

/**
 * Refuse a tensor that is none of weights.
 *
 * @throws {InputError} It names the file and the tensor.
 */
export function checkNumbers(path: string, name: string, { dtype, data }: NamedTensor): void {
  if (dtype !== "F32" && dtype !== "F64") {
    throw new InputError(
      `${path}: tensor ${name} is of ${dtype}, where floating-point numbers belong; use another copy of the file`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    throw new InputError(
      `${path}: tensor ${name} holds ${
        data[i]
      } (number ${i}); use a checkpoint from before training diverged`,
    );
  }
}
