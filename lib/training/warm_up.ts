/** Margin and scale that rise at the start of a run, for any head: how, and how far. */
import type { tf } from "../engine/mod.ts";
import type { ClassSample, Head } from "../types.ts";

/** How much of the margin and of the scale a step has, 0 … 1. */
export interface Warmth {
  /** Share of the head's margin. */
  margin: number;
  /** Share of its scale. */
  scale: number;
}

/** Of the head's scale, where it starts: 5 of 30. */
const FIRST_SCALE = 1 / 6;

/**
 * How warm a step is: both rise linearly over their epochs, the margin from nothing, the scale from
 * a sixth.
 *
 * @param step Counted from 0 over the whole run.
 */
export function warmthAt(
  step: number,
  { marginWarmUp, scaleWarmUp, stepsPerEpoch }: {
    marginWarmUp: number;
    scaleWarmUp: number;
    stepsPerEpoch: number;
  },
): Warmth {
  const share = (epochs: number) => epochs > 0 ? Math.min(1, step / (epochs * stepsPerEpoch)) : 1;
  return {
    margin: share(marginWarmUp),
    scale: FIRST_SCALE + (1 - FIRST_SCALE) * share(scaleWarmUp),
  };
}

/**
 * The logits that the loss sees: between `logits` and `marginLogits`, by the margin's share, times
 * the scale's share. Warm through, they are `marginLogits` as they are.
 *
 * For CosFace that is a margin of share·m; for an angle it is a mixture like the λ of L-Softmax
 * (Liu et al. 2016, §5.1).
 *
 * @returns `[B, C]`; of a sample `[B, S]`.
 */
export function warmLogits(
  head: Head,
  { embeddings, labels, sample }: {
    embeddings: tf.Tensor2D;
    labels: tf.Tensor1D;
    /** Of a head that draws classes: only these are scored. */
    sample?: ClassSample;
  },
  { margin, scale }: Warmth,
): tf.Tensor2D {
  const full = sample
    ? head.sampledMarginLogits!(embeddings, sample)
    : head.marginLogits(embeddings, labels);
  const plain = () => sample ? head.sampledLogits!(embeddings, sample) : head.logits(embeddings);
  const mixed = margin < 1 ? full.mul(margin).add<tf.Tensor2D>(plain().mul(1 - margin)) : full;
  return scale < 1 ? mixed.mul(scale) : mixed;
}
