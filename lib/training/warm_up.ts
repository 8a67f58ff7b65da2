/** Warm-up of margin and scale at the start of a run, for any head. */
import type { tf } from "../engine/mod.ts";
import type { ClassSample, Head } from "../types.ts";

/** Shares of margin and scale applied in a step, 0 … 1. */
export interface Warmth {
  /** Share of the head's margin. */
  margin: number;
  /** Share of its scale. */
  scale: number;
}

/** Initial share of the head's scale: 5 of 30. */
const FIRST_SCALE = 1 / 6;

/**
 * Warm-up at a step: both shares rise linearly over their epochs, the margin's from 0, the scale's
 * from a sixth.
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
 * The logits for the loss: interpolated from `logits` to `marginLogits` by the margin's share,
 * times the scale's share. After warm-up they are `marginLogits`, unchanged.
 *
 * For CosFace that is a margin of share·m; for angular margins it is a mixture like L-Softmax's λ
 * (Liu et al. 2016, §5.1).
 *
 * @returns `[B, C]`; for a sample `[B, S]`.
 */
export function warmLogits(
  head: Head,
  { embeddings, labels, sample }: {
    embeddings: tf.Tensor2D;
    labels: tf.Tensor1D;
    /** For a head that samples classes: only these are scored. */
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
