/** Metrics of embeddings: plain arrays in, plain numbers out. */
export { accuracy } from "./accuracy.ts";
export { type ClassAngle, type ClassAngles, classAngles } from "./angles.ts";
export { accuracyPerClass, confusionMatrix } from "./confusion.ts";
export { angularFisherScore } from "./fisher.ts";
export { type FoldAccuracy, foldAccuracy } from "./fold_accuracy.ts";
export {
  detectionAndIdentificationRate,
  type Identification,
  identification,
} from "./identification.ts";
export type { Labelled } from "./_labelled.ts";
export { type ListedPairs, listedPairs } from "./listed_pairs.ts";
export { type PairHistogram, pairHistogram } from "./pair_histogram.ts";
export { type PairScores, pairScores } from "./pair_scores.ts";
export { type PrototypeAngles, prototypeAngles } from "./prototype_angles.ts";
export { precisionAt1, type Retrieval, retrieval } from "./retrieval.ts";
export { subCenterOutliers } from "./sub_center_outliers.ts";
export {
  areaUnderRoc,
  equalErrorRate,
  type Roc,
  roc,
  type Scores,
  trueAcceptRateAt,
} from "./verification.ts";
