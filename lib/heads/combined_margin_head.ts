import { inRange } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { angleOf, angularCosines, cosinesWithTarget, monotoneCosine } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, headOptions, prototypesFrom } from "./_options.ts";
import { angle, cosineMargin } from "./margins.ts";

/** Options of {@linkcode CombinedMarginHead}. */
export interface CombinedMarginHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces.
   * @default {30}
   */
  scale?: number;
  /**
   * m1, a factor of the angle (SphereFace's margin).
   * @default {1}
   */
  multiplier?: number;
  /**
   * m2, added to the angle, radians (ArcFace's margin). 0.3 with m1 = 1 and m3 = 0.2 for faces
   * (Deng et al. 2019, table 2, "CM2").
   * @default {0.3}
   */
  margin?: number;
  /**
   * m3, subtracted from the cosine (CosFace's margin). The upper bound for ten classes in 2-D is
   * cos m2 − cos(2π/10), 0.146 at m2 = 0.3; at 0.05 and s = 30 the lower bound of the loss is 0.11.
   * @default {0.05}
   */
  cosineMargin?: number;
}

/**
 * Three margins combined: the target logit is s·(cos(m1·θ + m2) − m3). Beyond an angle of π the
 * cosine is continued as L-Softmax's ψ, so that it keeps decreasing.
 *
 * Source: Deng et al., "ArcFace" (CVPR 2019), eq. 4.
 */
export class CombinedMarginHead implements Head {
  readonly name = "combined";
  readonly angular = true;
  readonly options: Readonly<Required<CombinedMarginHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  /** W `[C, D]` is initialised per `prototypes`; `margin` in [0, π), `cosineMargin` in [0, 2]. */
  constructor(options: CombinedMarginHeadOptions) {
    this.options = headOptions(this, options, {
      multiplier: inRange(0.5, 8, "it multiplies an angle of up to π"),
      margin: angle,
      cosineMargin,
    });
    this.prototypes = prototypesFrom(this.options);
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const { scale, multiplier, margin, cosineMargin } = this.options;
      const own = { prototypes: this.prototypes, labels };
      const scores = cosinesWithTarget(embeddings, own, (target) => {
        const phi = angleOf(target).mul(multiplier).add<tf.Tensor1D>(margin); // [B]
        return monotoneCosine(phi).sub(cosineMargin);
      });
      return scores.mul(scale); // [B, C]
    });
  }
}
