/** Margin losses in TypeScript: the public API. */
export { assertClose, type Numbers } from "./assert_close.ts";
export { clsNet, type ClsNetOptions, type LayerClass, type LayerClasses } from "./backbones/mod.ts";
export {
  augment,
  type AugmentOptions,
  type Batch,
  type Fit,
  fits,
  holdOut,
  imageFolder,
  type ImageFolderOptions,
  loadArrays,
  type LoadArraysOptions,
  loadCharacters,
  type LoadCharactersOptions,
  type LoadedData,
  type LoadedInMemory,
  loadIdx,
  type LoadIdxOptions,
  loadMnist,
  type LoadMnistOptions,
  makeBatch,
  openData,
  type OpenDataOptions,
  parsePairs,
  split,
  type SplitOptions,
  subset,
} from "./data/mod.ts";
export { type EngineInfo, engineInfo, type Precision, tf } from "./engine/mod.ts";
export type { Check } from "./check.ts";
export { InputError } from "./errors.ts";
export * from "./export/mod.ts";
export * from "./heads/mod.ts";
export * from "./inference/mod.ts";
export * from "./losses/mod.ts";
export * from "./metrics/mod.ts";
export { show, watch, type WatchOptions } from "./notebook/mod.ts";
export * from "./plot/mod.ts";
export { type Random, randomNormal, seededRandom, shuffledIndices } from "./random.ts";
export {
  Adam,
  type AdamOptions,
  allVariables,
  type ApplyOptions,
  type BestEpoch,
  type Checkpoint,
  classBalanced,
  embed,
  type Embeddable,
  evaluate,
  type Evaluation,
  fit,
  type FitOptions,
  loadCheckpoint,
  type LoadOptions,
  type LossOptions,
  type NamedVariables,
  type Optimizer,
  type OwnParts,
  type Progress,
  restoreOptimizer,
  type Sampler,
  saveCheckpoint,
  type ScheduleFunction,
  type ScheduleName,
  Sgd,
  shuffled,
  snapshotOptimizer,
  type StepOptions,
  type StepPlan,
  type StepReport,
  trainableVariables,
  type Training,
  type TrainingOption,
  trainingOptions,
  type TrainingState,
  trainingStep,
  type TrainingValues,
  type Warmth,
} from "./training/mod.ts";
export type * from "./types.ts";
