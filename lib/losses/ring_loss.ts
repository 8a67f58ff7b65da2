import { tf } from "../engine/mod.ts";
import { lengths } from "../ops/mod.ts";
import type { AuxiliaryLoss } from "../types.ts";
import { checkRange } from "./_options.ts";

/** Options of {@linkcode RingLoss}. */
export interface RingLossOptions {
  /** λ. The paper finds 0.01 to 1 to work (Zheng et al. 2018, §5). */
  weight: number;
  /** R at the start. Left out: 1 for the first step, then that step's mean norm, as in the authors' code. */
  radius?: number;
}

/**
 * Ring loss: embeddings are drawn to one length R, which is learned: λ/2 · mean((‖x‖ − R)²).
 *
 * Source: Zheng et al., "Ring loss: Convex Feature Normalization for Face Recognition" (CVPR 2018), eq. 2.
 */
export class RingLoss implements AuxiliaryLoss {
  readonly name = "ring";
  readonly options: Readonly<RingLossOptions>;
  readonly radius: tf.Variable<tf.Rank.R0>;
  /** `measured`: whether R has been set from a batch (1) or is to be (0). */
  readonly state: { measured: number };

  constructor(options: RingLossOptions) {
    const { weight, radius } = options;
    checkRange("RingLoss", "weight", weight, [0, Infinity]);
    if (radius !== undefined) checkRange("RingLoss", "radius", radius, [0, Infinity]);
    this.options = radius === undefined ? { weight } : { weight, radius };
    this.radius = tf.variable(tf.scalar(radius ?? 1));
    this.state = { measured: radius === undefined ? 0 : 1 };
  }

  get variables(): tf.Variable[] {
    return [this.radius];
  }

  loss(embeddings: tf.Tensor2D, _labels: tf.Tensor1D): tf.Scalar {
    return tf.tidy(() => lengths(embeddings).sub(this.radius).square().mean().mul<tf.Scalar>(this.options.weight / 2));
  }

  update(embeddings: tf.Tensor2D, _labels: tf.Tensor1D): void {
    if (this.state.measured === 1) return;
    tf.tidy(() => this.radius.assign(lengths(embeddings).mean()));
    this.state.measured = 1;
  }
}
