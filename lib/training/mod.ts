/** Training: one step, whole runs, evaluation, checkpoints. */
export {
  type Checkpoint,
  loadCheckpoint,
  readCheckpointConfig,
  saveCheckpoint,
} from "./files/checkpoint.ts";
export { readEmbeddings, writeEmbeddings } from "./files/embeddings_file.ts";
export { checkPrecision } from "./precision.ts";
export { embed, evaluate, type Evaluation } from "./evaluate.ts";
export { fit, type Training } from "./fit.ts";
export { type Progress, progressLine } from "./progress.ts";
export { appendRecord, cutLog, readLog } from "./files/log.ts";
export { type FitOptions } from "./start.ts";
export {
  trainingDefaults,
  type TrainingOption,
  trainingOptions,
  type TrainingValues,
  trainingValues,
} from "./options.ts";
export { type ScheduleName, scheduleNames } from "./schedule.ts";
export type { TrainingState } from "./state.ts";
export type { Warmth } from "./warm_up.ts";
export { lossAndGradients, type LossOptions } from "./loss_and_gradients.ts";
export { type StepOptions, trainingStep } from "./step.ts";
export { Adam } from "./optimizers/adam.ts";
export type { NamedVariables, Optimizer } from "./optimizers/optimizer.ts";
export { Sgd } from "./optimizers/sgd.ts";
export { writeFileAtomically } from "./files/write_file.ts";
export { allVariables, trainableVariables } from "./_variables.ts";
