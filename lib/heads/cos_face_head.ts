import { tf } from "../engine/tensorflow.ts";
import { addAtLabel, angularCosines } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import {
  type AngularHeadOptions,
  checkOwnLabels,
  headOptions,
  prototypesFrom,
} from "./_options.ts";
import { cosineMargin } from "./margins.ts";

/** Options of {@linkcode CosFaceHead}. */
export interface CosFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Wang et al. 2018, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * m, in units of the cosine. 0.35 for faces (§4.2). The upper bound for ten classes in 2-D is
   * 1 − cos(2π/10) = 0.191 (eq. 7); at 0.1 and s = 30 the lower bound of the loss is 0.12.
   * @default {0.1}
   */
  margin?: number;
}

/**
 * Large margin cosine loss, also known as AM-Softmax: the target logit is s·(cos θ − m).
 *
 * Source: Wang et al., "CosFace" (CVPR 2018), eq. 4; Wang et al., "Additive Margin Softmax for Face
 * Verification" (2018), eq. 6.
 */
export class CosFaceHead implements Head {
  readonly name = "cosface";
  readonly angular = true;
  readonly options: Readonly<Required<CosFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  /**
   * W `[C, D]` is initialised per `prototypes`; `margin` must be in [0, 2], as cosines differ by at
   * most 2.
   */
  constructor(options: CosFaceHeadOptions) {
    this.options = headOptions(this, options, {
      margin: cosineMargin,
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
    checkOwnLabels(this, embeddings, labels);
    return tf.tidy(() => {
      const { scale, margin } = this.options;
      const amount = tf.fill<tf.Rank.R1>(labels.shape, -margin); // [B]
      return addAtLabel(angularCosines(embeddings, this.prototypes), { labels, amount }).mul(scale); // [B, C]
    });
  }
}
