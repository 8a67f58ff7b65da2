/** A run's option values: checked, with defaults filled in. */
import { check } from "../check.ts";
import { trainingOptions } from "./options.ts";

/** A value for each option of the table. */
export type TrainingValues = {
  -readonly [Name in keyof typeof trainingOptions]: typeof trainingOptions[Name]["default"];
};

/** The names of the table's options. */
export const optionNames = Object.keys(trainingOptions) as (keyof TrainingValues)[];

/** The table's defaults. */
export const trainingDefaults = pick((name) => trainingOptions[name].default);

/** Pick the table's options from an object. */
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
 * @throws {RangeError} On an invalid value; names the option.
 */
export function planFrom(options: Partial<TrainingValues>, images: number): TrainingValues {
  const plan = pick((name) => options[name] ?? trainingDefaults[name]);
  for (const name of optionNames) check(plan[name], trainingOptions[name].check, `fit: ${name}`);
  if (plan.dropLast && plan.batchSize * plan.accumulate > images) {
    const times = plan.accumulate > 1 ? ` times accumulate ${plan.accumulate}` : "";
    throw new RangeError(
      `fit: batchSize ${plan.batchSize}${times} with dropLast drops all ${images} images; make it smaller`,
    );
  }
  return plan;
}
