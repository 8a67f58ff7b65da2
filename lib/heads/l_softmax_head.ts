import { whole } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { addAtLabel, angleOf, monotoneCosine, norms, targetAngle } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { annealed, type Annealing, decaying } from "./_annealing.ts";
import { type HeadOptions, headOptions, prototypesFrom } from "./_options.ts";
import type { PrototypeInit } from "./prototypes.ts";

/** Options of {@linkcode LSoftmaxHead}. */
export interface LSoftmaxHeadOptions extends HeadOptions {
  /**
   * m, an integer factor of the angle. 4 on MNIST in the paper (Liu et al. 2016, §5.2); with ten
   * classes in 2-D, 2 trains more easily.
   * @default {2}
   */
  margin?: number;
  /**
   * λ of ‖W‖‖x‖·(λ·cos θ + ψ(θ)) / (1 + λ), which decays over the steps (§5.1, without values;
   * these are SphereFace's, but down to 0).
   * @default {{ initial: 1000, decayRate: 0.12, min: 0 }}
   */
  annealing?: Annealing;
  /**
   * How the prototypes are initialised, with unit norm; see {@linkcode initialPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeInit;
}

/**
 * Large-margin softmax: the target logit is ‖W‖‖x‖·ψ(θ) with ψ(θ) = (−1)^k·cos(mθ) − 2k and
 * k = ⌊mθ/π⌋, the others are W·x, without bias.
 *
 * Source: Liu et al., "Large-Margin Softmax Loss for Convolutional Neural Networks" (ICML 2016),
 * eq. 4 to 6.
 */
export class LSoftmaxHead implements Head {
  readonly name = "l-softmax";
  readonly angular = false; // the norms of the prototypes matter
  readonly options: Readonly<Required<LSoftmaxHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** `lambda`: λ at the current step. */
  readonly state: { lambda: number };

  /** W `[C, D]` is initialised per `prototypes`; `margin` is an integer, 1 for none. */
  constructor(options: LSoftmaxHeadOptions) {
    this.options = headOptions(this, options, { margin: whole(1), annealing: decaying });
    this.prototypes = prototypesFrom(this.options);
    this.state = { lambda: this.options.annealing.initial };
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  update(_embeddings: tf.Tensor2D, _labels: tf.Tensor1D, step: number): void {
    this.state.lambda = annealed(this.options.annealing, step);
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.matMul(embeddings, this.prototypes as tf.Tensor2D, false, true); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const target = targetAngle(embeddings, { prototypes: this.prototypes, labels }); // [B]
      const psi = monotoneCosine(angleOf(target).mul<tf.Tensor1D>(this.options.margin)); // [B]
      const norm = norms(embeddings).mul(norms(tf.gather(this.prototypes as tf.Tensor2D, labels))); // [B], ‖W‖‖x‖
      const amount = psi.sub(target.cosine).mul(norm).div<tf.Tensor1D>(1 + this.state.lambda); // [B]
      return addAtLabel(this.logits(embeddings), { labels, amount }); // [B, C]
    });
  }
}
