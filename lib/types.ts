/**
 * Types shared across the library; those of data are in `data/dataset.ts`. Shape letters: `B`
 * batch, `D` embedding size, `C` classes, `N` images in a data set.
 */
import type { tf } from "./engine/mod.ts";

export type * from "./data/dataset.ts";

/** Classes sampled for one training step: those of the batch, and a share of the others. */
export interface ClassSample {
  /** Rows of the prototypes, int32 `[S]`, no duplicates. */
  rows: tf.Tensor1D;
  /** Their values, which the step trains instead of the prototypes: `[S, D]`. */
  active: tf.Variable<tf.Rank.R2>;
  /** The batch's classes as indices into `rows`, int32 `[B]`. */
  labels: tf.Tensor1D;
}

/** The last layer: scores classes from embeddings. */
export interface Head {
  /** Its name, as `--head` takes it. */
  readonly name: string;
  /** The constructor's options, defaults filled in, so that a checkpoint can recreate the head. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether scores depend only on angles, so that prototypes are directions, drawn as rays. */
  readonly angular: boolean;
  /** W, one row per class: `[C, D]` (`[C·K, D]` with K sub-centers, grouped by class). */
  readonly prototypes: tf.Variable<tf.Rank.R2>;
  /** Trainable variables. */
  readonly variables: tf.Variable[];
  /** Class scores for prediction, without labels: `[B, D]` → `[B, C]`. */
  logits(embeddings: tf.Tensor2D): tf.Tensor2D;
  /** Class scores for the loss, margin included: `[B, D]` and int32 labels `[B]` → `[B, C]`. */
  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D;
  /**
   * The head's own loss, a scalar, instead of cross-entropy over `marginLogits`; such a head may
   * return `logits` from `marginLogits`.
   */
  loss?(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  /** An extra loss term that some papers add: a scalar. */
  penalty?(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  /** Called once per training step, before `marginLogits`: running means, annealing. */
  update?(embeddings: tf.Tensor2D, labels: tf.Tensor1D, step: number): void;
  /** State kept by `update`; saved and restored. */
  state?: Record<string, tf.Variable | number>;
  /**
   * For heads with many classes: the classes used in a training step. The caller disposes of the
   * result.
   */
  sample?(labels: tf.Tensor1D, step: number): Promise<ClassSample>;
  /** `logits` of the sampled classes only: `[B, D]` → `[B, S]`. */
  sampledLogits?(embeddings: tf.Tensor2D, sample: ClassSample): tf.Tensor2D;
  /** `marginLogits` of the sampled classes only: `[B, D]` → `[B, S]`. */
  sampledMarginLogits?(embeddings: tf.Tensor2D, sample: ClassSample): tf.Tensor2D;
}

/** A loss added to the head's: center loss, ring loss … */
export interface AuxiliaryLoss {
  /** Its name in checkpoints: `center`, `ring` … */
  readonly name: string;
  /** The constructor's options, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Variables trained by gradient; may be empty. */
  readonly variables: tf.Variable[];
  /** `[B, D]` and int32 labels `[B]` → scalar. */
  loss(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  /** Called once per training step, after the optimiser, with that step's embeddings. */
  update?(embeddings: tf.Tensor2D, labels: tf.Tensor1D): void;
  /** State kept by `update`; saved and restored. */
  state?: Record<string, tf.Variable | number>;
}

/** What is trained: image → embedding → class scores, and any auxiliary losses. */
export interface Model {
  /** `[B, height, width, channels]`, the data set's image shape, → `[B, D]`. */
  backbone: tf.LayersModel;
  /** Embeddings → class scores: `[B, D]` → `[B, C]`. */
  head: Head;
  /** Added to the head's loss, each with its own weight. */
  auxiliary?: AuxiliaryLoss[];
}

/** A model's results on a test set. */
export interface TestResult {
  /**
   * Cross-entropy of `logits` on the test set, without margin. This and the accuracy are absent
   * without a test set, or if it is of unseen classes.
   */
  testLoss?: number;
  /** 0 … 1. */
  testAccuracy?: number;
  /** Mean angle of a test embedding to its class mean, degrees; absent without a test set. */
  intraClassAngle?: number;
  /** Smallest angle between two class means, degrees; absent with fewer than two. */
  nearestClassAngle?: number;
  /**
   * Over pairs of images, 0 … 1; only with images of classes not trained on, like the next two. Of
   * more than 10,000 images about so many are compared, evenly chosen.
   */
  equalErrorRate?: number;
  /** Share of genuine pairs accepted where one impostor pair in a thousand is. */
  trueAcceptRate?: number;
  /** Share of images whose nearest neighbour is of the same class: precision@1. */
  rank1?: number;
  /** Ten-fold verification accuracy; only with a list of pairs. */
  pairAccuracy?: number;
}

/** One line of `log.jsonl`: an epoch's results. */
export interface EpochRecord extends TestResult {
  /** 1, 2, … */
  epoch: number;
  /** Margin loss + penalty + auxiliary losses, mean over the epoch's images. */
  trainLoss: number;
  /** The same for the weights' moving average, if enabled. */
  ema?: TestResult;
  /** Wall time of the epoch's training steps. */
  seconds: number;
  /** Training images per second, over those steps. */
  imagesPerSecond: number;
  /** Learning rate of the epoch's last step. */
  learningRate: number;
  /** The record as one readable line. */
  summary: string;
}

/** The record of an epoch with a test set of the head's classes. */
export type TestedRecord =
  & EpochRecord
  & Required<
    Pick<EpochRecord, "testLoss" | "testAccuracy" | "intraClassAngle" | "nearestClassAngle">
  >;

/** A model's output on a data set as plain arrays, as metrics and figures take it. */
export interface Embeddings {
  /** `[N, D]`, row by row. */
  embeddings: Float32Array;
  /** D. */
  embeddingSize: number;
  /** True classes, `[N]`; −1 if the set has no labels. */
  labels: Int32Array;
  /** Classes with the largest logit, `[N]`. */
  predicted: Int32Array;
  /** C. */
  classes: number;
  /** Class names, `[C]`; figures show them in place of numbers. */
  classNames?: readonly string[];
  /**
   * The head's W, `[C, D]` row by row (`[C·K, D]` with K sub-centers), if scores depend only on
   * angles.
   */
  prototypes?: Float32Array;
}

/** PNG options of a figure. */
export interface PngOptions {
  /**
   * Pixels per CSS pixel.
   * @default {2}
   */
  scale?: number;
  /**
   * 256 colours, a third of the bytes.
   * @default {false}
   */
  indexed?: boolean;
}

/** A drawn figure: displays in a notebook cell, exports as SVG or PNG. */
export interface Figure {
  /** Stand-alone SVG text. */
  readonly svg: string;
  /** CSS pixels. */
  readonly width: number;
  /** CSS pixels. */
  readonly height: number;
  /** PNG bytes. */
  png(options?: PngOptions): Uint8Array;
}
