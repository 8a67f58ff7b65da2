import { chosenByVariable } from "./_environment.ts";

/** The names that `--engine` and the environment variable `MARGIN_ENGINE` take. */
export const engineNames = ["auto", "native", "webgpu", "cpu"] as const;

/** One of {@linkcode engineNames}. */
export type EngineName = typeof engineNames[number];

/**
 * The engine that `MARGIN_ENGINE` names.
 *
 * @throws {UsageError} When there is no such engine.
 */
export function wantedEngine(): EngineName {
  return chosenByVariable("MARGIN_ENGINE", { known: engineNames, fallback: "auto" });
}
