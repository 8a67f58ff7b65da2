import { check, whole } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { angularCosines, atLabel } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import {
  checkOwnLabels,
  type HeadOptions,
  headOptions,
  prototypesFrom,
  runningScalar,
} from "./_options.ts";
import type { PrototypeInit } from "./prototypes.ts";

/** Options of {@linkcode AdaCosHead}, which has no scale or margin to tune. */
export interface AdaCosHeadOptions extends HeadOptions {
  /**
   * How the prototypes are initialised; see {@linkcode initialPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeInit;
}

/**
 * Cosine softmax with a dynamic scale: initially √2·ln(C − 1), then at each step
 * ln(B_avg) / cos(min(π/4, median θ_y)), where B_avg is the batch mean of Σ_{j≠y} e^(s·cos θ_j).
 *
 * Source: Zhang et al., "AdaCos: Adaptively Scaling Cosine Logits for Effectively Learning Deep
 * Face Representations" (CVPR 2019), eq. 13 to 15.
 */
export class AdaCosHead implements Head {
  readonly name = "adacos";
  readonly angular = true;
  readonly options: Readonly<Required<AdaCosHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** `scale`: s at the current step. */
  readonly state: { scale: tf.Variable<tf.Rank.R0> };

  /** W `[C, D]` is initialised per `prototypes`, s to √2·ln(C − 1), so C must be 3 or more. */
  constructor(options: AdaCosHeadOptions) {
    this.options = headOptions(this, options, {});
    const { classes } = this.options;
    check(classes, whole(3), "AdaCosHead: classes"); // ln(C − 1) is 0 for two
    this.prototypes = prototypesFrom(this.options);
    this.state = { scale: runningScalar(Math.SQRT2 * Math.log(classes - 1)) };
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  update(embeddings: tf.Tensor2D, labels: tf.Tensor1D): void {
    tf.tidy(() => {
      const { scale } = this.state;
      const cosines = angularCosines(embeddings, this.prototypes); // [B, C]
      const isOther = tf.sub(1, tf.oneHot(labels, this.options.classes).toFloat()); // [B, C]
      const sums = cosines.mul(scale).exp().mul(isOther).sum(1); // [B]
      const half = Math.floor((labels.shape[0] - 1) / 2) + 1; // for an even number of angles, the smaller of the middle two
      const median = tf.topk(atLabel(cosines, labels), half).values.min(); // cos of the median θ_y
      scale.assign(sums.mean().log().div(median.maximum(Math.SQRT1_2))); // cos(min(π/4, θ)) = max(cos π/4, cos θ)
    });
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.state.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    checkOwnLabels(this, embeddings, labels);
    return this.logits(embeddings);
  }
}
