/**
 * The shapes that several rooms of the library share; those of data are in `data/dataset.ts`. Shape
 * letters: `B` batch, `D` embedding size, `C` classes, `N` images of a data set.
 */
import type { tf } from "./engine/mod.ts";

export type * from "./data/dataset.ts";

/**
 * Some of the classes, drawn for one training step: those of the batch, and a share of the others.
 */
export interface ClassSample {
  /** Which rows of the prototypes, int32 `[S]`, each once. */
  rows: tf.Tensor1D;
  /** Their values, which the step trains in place of the prototypes: `[S, D]`. */
  active: tf.Variable<tf.Rank.R2>;
  /** The batch's classes as places among `rows`, int32 `[B]`. */
  labels: tf.Tensor1D;
}

/** The last layer: scores classes from embeddings. */
export interface Head {
  /** The word that `--head` takes. */
  readonly name: string;
  /**
   * What the constructor was given, defaults filled in, so that a checkpoint can build the head
   * again.
   */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * Whether scores depend on angles alone, so that prototypes are directions and can be drawn as
   * rays.
   */
  readonly angular: boolean;
  /** W, one row a class: `[C, D]` (`[C·K, D]` with K sub-centers, class by class). */
  readonly prototypes: tf.Variable<tf.Rank.R2>;
  /** All that trains. */
  readonly variables: tf.Variable[];
  /** Class scores without labels, what prediction uses: `[B, D]` → `[B, C]`. */
  logits(embeddings: tf.Tensor2D): tf.Tensor2D;
  /**
   * Class scores that the loss sees, margin included: `[B, D]` and int32 labels `[B]` → `[B, C]`.
   */
  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D;
  /**
   * The head's own loss, a scalar, in place of cross-entropy over `marginLogits`; such a head may
   * return `logits` from `marginLogits`.
   */
  loss?(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  /** An extra loss term that some papers have: a scalar. */
  penalty?(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  /** Called once a training step, before `marginLogits`: running means, annealing. */
  update?(embeddings: tf.Tensor2D, labels: tf.Tensor1D, step: number): void;
  /** What `update` keeps; saved and resumed. */
  state?: Record<string, tf.Variable | number>;
  /**
   * Heads of many classes: the classes that a training step sees. Its caller disposes of what it
   * returns.
   */
  sample?(labels: tf.Tensor1D, step: number): Promise<ClassSample>;
  /** `logits` of the drawn classes alone: `[B, D]` → `[B, S]`. */
  sampledLogits?(embeddings: tf.Tensor2D, sample: ClassSample): tf.Tensor2D;
  /** `marginLogits` of the drawn classes alone: `[B, D]` → `[B, S]`. */
  sampledMarginLogits?(embeddings: tf.Tensor2D, sample: ClassSample): tf.Tensor2D;
}

/** A loss that is added to the head's: center loss, ring loss … */
export interface AuxiliaryLoss {
  /** Names it in checkpoints: `center`, `ring` … */
  readonly name: string;
  /** What the constructor was given, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What trains by gradient; may be empty. */
  readonly variables: tf.Variable[];
  /** `[B, D]` and int32 labels `[B]` → scalar. */
  loss(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar;
  /** Called once a training step, after the optimiser, with the embeddings of that step. */
  update?(embeddings: tf.Tensor2D, labels: tf.Tensor1D): void;
  /** What `update` keeps; saved and resumed. */
  state?: Record<string, tf.Variable | number>;
}

/** What trains: image → embedding → class scores, and any losses beside the head's. */
export interface Model {
  /** `[B, height, width, channels]`, the data set's image shape, → `[B, D]`. */
  backbone: tf.LayersModel;
  /** Embeddings → class scores: `[B, D]` → `[B, C]`. */
  head: Head;
  /** Added to the head's loss, each with its own weight. */
  auxiliary?: AuxiliaryLoss[];
}

/** What a test set says of a model. */
export interface TestResult {
  /**
   * Cross-entropy of `logits` on the test set, without margin. This and the accuracy are absent
   * without a test set, and where it is of strangers.
   */
  testLoss?: number;
  /** 0 … 1. */
  testAccuracy?: number;
  /** Mean angle of a test embedding to its class mean, degrees; absent without a test set. */
  intraClassAngle?: number;
  /** Smallest angle between two class means, degrees; absent with fewer than two. */
  nearestClassAngle?: number;
  /** Of pairs of strangers, 0 … 1; only where the test set is of classes not trained on. */
  equalErrorRate?: number;
  /** Share of strangers whose nearest neighbour is of their class; as `equalErrorRate`. */
  precisionAt1?: number;
}

/** One line of `log.jsonl`: how an epoch went. */
export interface EpochRecord extends TestResult {
  /** 1, 2, … */
  epoch: number;
  /** Margin loss + penalty + auxiliary losses, mean over the epoch's images. */
  trainLoss: number;
  /** The same of the weights' moving average, where one is kept. */
  ema?: TestResult;
  /** Wall time of the epoch's training steps. */
  seconds: number;
  /** Training images a second, over those steps. */
  imagesPerSecond: number;
  /** Rate of the epoch's last step. */
  learningRate: number;
  /** The same in one readable line. */
  summary: string;
}

/** The record of an epoch with a test set of the head's classes. */
export type TestedRecord =
  & EpochRecord
  & Required<
    Pick<EpochRecord, "testLoss" | "testAccuracy" | "intraClassAngle" | "nearestClassAngle">
  >;

/** What a model makes of a data set, as plain arrays: what metrics and figures take. */
export interface Embeddings {
  /** `[N, D]`, row by row. */
  embeddings: Float32Array;
  /** D. */
  embeddingSize: number;
  /** True classes, `[N]`; −1 where a set has no labels. */
  labels: Int32Array;
  /** Classes of largest logit, `[N]`. */
  predicted: Int32Array;
  /** C. */
  classes: number;
  /**
   * The head's W, `[C, D]` row by row (`[C·K, D]` with K sub-centers), where scores depend on
   * angles alone.
   */
  prototypes?: Float32Array;
}

/** How a figure becomes pixels. */
export interface PngOptions {
  /**
   * Pixels a CSS pixel.
   * @default {2}
   */
  scale?: number;
  /**
   * 256 colours and a third of the bytes.
   * @default {false}
   */
  indexed?: boolean;
}

/** A drawn figure: shows itself in a notebook cell, saves itself as SVG or PNG. */
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
