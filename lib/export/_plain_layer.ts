/**
 * The steps from an image to its embedding, as plain numbers: what files for other programs are
 * made of.
 */

/** A weight as plain numbers, in tfjs's order of dimensions. */
export interface Weight {
  /** Sizes of its dimensions. */
  shape: number[];
  /** The numbers, last dimension fastest. */
  data: Float32Array;
}

/** Rows above, columns at the left, rows below, columns at the right. */
export type Padding = readonly [top: number, left: number, bottom: number, right: number];

/** Height and width. */
export type Pair = readonly [number, number];

/** What a layer does, without its name. */
export type Operation =
  | {
    kind: "conv";
    strides: Pair;
    dilation: Pair;
    padding: Padding;
    /** `kernel` `[h, w, I, O]`, `bias` `[O]` if it has one. */
    weights: { kernel: Weight; bias?: Weight };
  }
  /** `kernel` `[I, O]`, `bias` `[O]` if it has one. */
  | { kind: "dense"; weights: { kernel: Weight; bias?: Weight } }
  /** `[C]` each. */
  | { kind: "norm"; epsilon: number; weights: Record<NormWeight, Weight> }
  /** `alpha` `[H, W, C]` or `[C]`, shared dimensions 1. */
  | { kind: "prelu"; weights: { alpha: Weight } }
  | { kind: "relu" }
  | { kind: "pool"; size: Pair; strides: Pair; padding: Padding }
  | { kind: "flatten" };

/** The four of a batch norm. */
export type NormWeight = "gamma" | "beta" | "moving_mean" | "moving_variance";

/** One step on the way from an image to its embedding. */
export type PlainLayer = Operation & {
  /** Its layer's name; in a nested model `encoder.conv1`. No two are equal. */
  name: string;
  /** What it takes, without the batch: `[H, W, C]` or `[I]`. */
  inputShape: number[];
};
