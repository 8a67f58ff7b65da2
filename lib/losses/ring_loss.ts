import { tf } from "../engine/mod.ts";
import { norms } from "../ops/mod.ts";
import type { AuxiliaryLoss } from "../types.ts";
import { checkOptions } from "./_options.ts";

/** Options of {@linkcode RingLoss}. */
export interface RingLossOptions {
  /** λ. 0.01 to 1 work in the paper (Zheng et al. 2018, §5). */
  weight: number;
  /** Initial R. By default 1 for one step, then that step's mean norm, as in the authors' code. */
  radius?: number;
}

/**
 * Ring loss: λ/2 · mean((‖x‖ − R)²) pulls the norms of all embeddings toward a learned R.
 *
 * Source: Zheng et al., "Ring loss: Convex Feature Normalization for Face Recognition" (CVPR 2018),
 * eq. 2.
 */
export class RingLoss implements AuxiliaryLoss {
  readonly name = "ring";
  readonly options: Readonly<RingLossOptions>;
  /** R, in units of the embeddings' norms. */
  readonly radius: tf.Variable<tf.Rank.R0>;
  /** `measured`: 1 once R is set, 0 until the first batch. */
  readonly state: { measured: number };

  /** Without `radius`, R starts at 1 and is then set to the first batch's mean norm. */
  constructor(options: RingLossOptions) {
    const { weight, radius } = options;
    this.options = radius === undefined ? { weight } : { weight, radius };
    checkOptions(this, options, ["weight", "radius"]);
    this.radius = tf.tidy(() => tf.variable(tf.scalar(radius ?? 1)));
    this.state = { measured: radius === undefined ? 0 : 1 };
  }

  get variables(): tf.Variable[] {
    return [this.radius];
  }

  loss(embeddings: tf.Tensor2D, _labels: tf.Tensor1D): tf.Scalar {
    return tf.tidy(() =>
      norms(embeddings).sub(this.radius).square().mean().mul<tf.Scalar>(this.options.weight / 2)
    );
  }

  update(embeddings: tf.Tensor2D, _labels: tf.Tensor1D): void {
    if (this.state.measured === 1) return;
    tf.tidy(() => this.radius.assign(norms(embeddings).mean()));
    this.state.measured = 1;
  }
}
