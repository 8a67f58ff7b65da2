import { flag, oneOf } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import {
  addAngle,
  type AngleFallback,
  angleFallbacks,
  angularCosines,
  cosinesWithTarget,
  straightThrough,
  type TargetAngle,
} from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, headOptions, prototypesFrom } from "./_options.ts";
import { angle } from "./margins.ts";
import type { PrototypeInit } from "./prototypes.ts";

/** Options of {@linkcode ArcFaceHead}. */
export interface ArcFaceHeadOptions extends AngularHeadOptions {
  /**
   * s, the norm that embeddings are rescaled to. 64 for faces (Deng et al. 2019, §3.1). With ten
   * classes in 2-D and m = 0.4 the loss cannot fall below 0.067 at s = 30 and 0.50 at s = 10.
   * @default {30}
   */
  scale?: number;
  /**
   * m, the additive angular margin in radians. 0.5 for faces; in 2-D ten prototypes are
   * 2π/10 = 0.63 rad apart.
   * @default {0.4}
   */
  margin?: number;
  /**
   * Leave the margin out of the gradient, as InsightFace's current code does: cos(θ + m) forward,
   * the gradient of cos θ backward. The true gradient has the factor sin(θ + m)/sin θ, which is 40
   * at θ = 0.01 rad and m = 0.4.
   * @default {false}
   */
  detachMargin?: boolean;
  /**
   * Replaces cos(θ + m) beyond θ = π − m, where it would rise again: `"linear"`, cos θ − m·sin m,
   * as in pytorch-metric-learning, which jumps down there (by 0.077 at m = 0.4); or `"continuous"`,
   * −2 − cos(θ + m), which does not.
   * @default {"linear"}
   */
  fallback?: AngleFallback;
  /**
   * How the prototypes are initialised; see {@linkcode initialPrototypes}. On a circle classes
   * cannot pass each other, so two that start close stay close: with `"random"`, training in 2-D is
   * a matter of luck.
   * @default {"separated"}
   */
  prototypes?: PrototypeInit;
}

/**
 * Additive angular margin: the target logit is s·cos(θ + m), as if the embedding were `margin`
 * radians further from its prototype.
 *
 * Source: Deng et al., "ArcFace" (CVPR 2019), eq. 3. cos(θ + m) is expanded, which avoids `acos`
 * and its infinite gradient at θ = 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 *
 * const head = new ArcFaceHead({ classes: 10, embeddingSize: 2 });
 * assertEquals(head.marginLogits(tf.ones([4, 2]), tf.tensor1d([0, 1, 2, 3], "int32")).shape, [4, 10]);
 * ```
 */
export class ArcFaceHead implements Head {
  readonly name = "arcface";
  readonly angular = true;
  readonly options: Readonly<Required<ArcFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  /** W `[C, D]` is initialised per `prototypes`; `margin` must be in [0, π). */
  constructor(options: ArcFaceHeadOptions) {
    this.options = headOptions(this, options, {
      margin: angle,
      detachMargin: flag,
      fallback: oneOf(angleFallbacks),
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
      const own = { prototypes: this.prototypes, labels };
      return cosinesWithTarget(embeddings, own, (target) => this.#withMargin(target)).mul(
        this.options.scale,
      ); // [B, C]
    });
  }

  #withMargin({ cosine, sine }: TargetAngle): tf.Tensor1D {
    const { margin, fallback, detachMargin } = this.options;
    const value = (cosine: tf.Tensor1D) => addAngle({ cosine, sine }, margin, fallback);
    return detachMargin ? straightThrough(cosine, value) : value(cosine);
  }
}
