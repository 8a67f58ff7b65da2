import { share } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { addAngle, addAtLabel, angularCosines, atLabel, targetAngle } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, headOptions, prototypesFrom, runningScalar } from "./_options.ts";
import { angle } from "./margins.ts";

/** Options of {@linkcode CurricularFaceHead}. */
export interface CurricularFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Huang et al. 2020, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * m in radians. 0.5 for faces (§4.1); in 2-D ten classes are at most 0.63 rad apart.
   * @default {0.4}
   */
  margin?: number;
  /**
   * Momentum of t, the running mean of cos θ_y: the weight of the new batch, as in PyTorch's batch
   * norm. The 0.99 of §3.2 is the weight of the old value.
   * @default {0.01}
   */
  momentum?: number;
}

/**
 * ArcFace with a curriculum: the logit of a hard negative, cos θ_j > cos(θ_y + m), is
 * s·cos θ_j·(t + cos θ_j). t follows the mean cos θ_y, so hard negatives get more weight as
 * training proceeds.
 *
 * Source: Huang et al., "CurricularFace: Adaptive Curriculum Learning Loss for Deep Face
 * Recognition" (CVPR 2020), eq. 5 to 8.
 */
export class CurricularFaceHead implements Head {
  readonly name = "curricularface";
  readonly angular = true;
  readonly options: Readonly<Required<CurricularFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** `t`, initially 0. */
  readonly state: { t: tf.Variable<tf.Rank.R0> };

  /** W `[C, D]` is initialised per `prototypes`; `margin` in [0, π), `momentum` in [0, 1]. */
  constructor(options: CurricularFaceHeadOptions) {
    this.options = headOptions(this, options, { margin: angle, momentum: share });
    this.prototypes = prototypesFrom(this.options);
    this.state = { t: runningScalar(0) };
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  update(embeddings: tf.Tensor2D, labels: tf.Tensor1D): void {
    tf.tidy(() => {
      const { cosine } = targetAngle(embeddings, { prototypes: this.prototypes, labels }); // [B]
      const { t } = this.state;
      t.assign(t.add(cosine.mean().sub(t).mul(this.options.momentum)));
    });
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const { margin, scale } = this.options;
      const target = targetAngle(embeddings, { prototypes: this.prototypes, labels }); // [B]
      const threshold = target.cosine.mul(Math.cos(margin)).sub(target.sine.mul(Math.sin(margin))); // [B], cos(θ_y + m)
      const scores = this.#withHardNegatives(
        angularCosines(embeddings, this.prototypes),
        threshold.expandDims(1),
      ); // [B, C]
      const amount = addAngle(target, margin).sub<tf.Tensor1D>(atLabel(scores, labels)); // [B]
      return addAtLabel(scores, { labels, amount }).mul(scale); // [B, C]
    });
  }

  /**
   * cos θ_j·(t + cos θ_j) where cos θ_j is above its row's threshold, `[B, C]`; the caller
   * overwrites the true class.
   */
  #withHardNegatives(cosines: tf.Tensor2D, threshold: tf.Tensor): tf.Tensor2D {
    const isHard = tf.step(cosines.sub(threshold)); // [B, C]
    return cosines.add(isHard.mul(cosines.mul(cosines.add(this.state.t).sub(1)))); // [B, C]
  }
}
