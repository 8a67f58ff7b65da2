/** The names that `--engine` and the environment variable `MARGIN_ENGINE` take. */
export const engineNames = ["auto", "native", "webgpu", "cpu"] as const;

/** One of {@linkcode engineNames}. */
export type EngineName = typeof engineNames[number];
