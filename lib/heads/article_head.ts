import { tf } from "../engine/tensorflow.ts";
import { addAtLabel, angularCosines, atLabel } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, headOptions, prototypesFrom } from "./_options.ts";
import { angle } from "./margins.ts";
import type { PrototypeInit } from "./prototypes.ts";

/** Options of {@linkcode ArticleHead}. */
export interface ArticleHeadOptions extends AngularHeadOptions {
  /**
   * s. At the article's 1, with ten classes on a circle, the loss cannot fall below 1.617.
   * @default {1}
   */
  scale?: number;
  /**
   * m in radians, added to acos(cos θ / 10).
   * @default {0.01}
   */
  margin?: number;
  /**
   * How the prototypes are initialised; the article draws them from a normal distribution.
   * @default {"random"}
   */
  prototypes?: PrototypeInit;
}

/**
 * Verbatim reproduction of the article's head: the target logit is 10·s·cos(acos(cos θ / 10) + m),
 * the others are s·cos θ.
 *
 * Divided by ten, cosines stay in [−0.1, 0.1], where acos is nearly linear: at m = 0.01 the penalty
 * is 0.0994 to 0.1000 at every angle. In effect this is CosFace with a margin of 0.1, not ArcFace,
 * and it never reaches the infinite slope of acos.
 */
export class ArticleHead implements Head {
  readonly name = "article";
  readonly angular = true;
  readonly options: Readonly<Required<ArticleHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  /** W `[C, D]` is initialised per `prototypes`; `margin` must be in [0, π). */
  constructor(options: ArticleHeadOptions) {
    this.options = headOptions(this, options, { margin: angle });
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
      const cosines = angularCosines(embeddings, this.prototypes); // [B, C]
      const target = atLabel(cosines, labels).div<tf.Tensor1D>(10); // [B]
      const amount = tf.acos(target).add(this.options.margin).cos().sub(target).mul<tf.Tensor1D>(
        10,
      ); // [B]
      return addAtLabel(cosines, { labels, amount }).mul(this.options.scale); // [B, C]
    });
  }
}
