import { tf } from "../engine/mod.ts";
import { addAtLabel, angleOf, lengths, monotoneCosine, targetAngle } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { annealed, annealedOptions, type Annealing } from "./_annealing.ts";
import { type HeadOptions, prototypesFrom } from "./_options.ts";
import type { PrototypeStart } from "./prototypes.ts";

/** Options of {@linkcode LSoftmaxHead}. */
export interface LSoftmaxHeadOptions extends HeadOptions {
  /**
   * m, a whole number that multiplies the angle. The paper takes 4 on MNIST (Liu et al. 2016, §5.2); in 2-D two classes share a circle with
   * eight others, and 2 trains more easily.
   * @default {2}
   */
  margin?: number;
  /**
   * λ of ‖W‖‖x‖·(λ·cos θ + ψ(θ)) / (1 + λ), falling with the steps (§5.1, which gives no values: these are SphereFace's, but down to 0).
   * @default {{ start: 1000, rate: 0.12, least: 0 }}
   */
  annealing?: Annealing;
  /**
   * Where the prototypes start, of length 1; see {@linkcode startingPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeStart;
}

/**
 * Large-margin softmax: the true class is scored ‖W‖‖x‖·ψ(θ) with ψ(θ) = (−1)^k·cos(mθ) − 2k and k = ⌊mθ/π⌋, the others W·x, without bias.
 *
 * Source: Liu et al., "Large-Margin Softmax Loss for Convolutional Neural Networks" (ICML 2016), eq. 4 to 6.
 */
export class LSoftmaxHead implements Head {
  readonly name = "l-softmax";
  readonly angular = false; // the lengths of the prototypes count
  readonly options: Readonly<Required<LSoftmaxHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** `lambda` of the step that runs. */
  readonly state: { lambda: number };

  constructor(options: LSoftmaxHeadOptions) {
    const annealing = { start: 1000, rate: 0.12, least: 0 };
    this.options = annealedOptions("LSoftmaxHead", options, { margin: 2, annealing });
    this.prototypes = prototypesFrom({ ...this.options, scale: 1 });
    this.state = { lambda: this.options.annealing.start };
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
      const length = lengths(embeddings).mul(lengths(tf.gather(this.prototypes as tf.Tensor2D, labels))); // [B], ‖W‖‖x‖
      const amount = psi.sub(target.cosine).mul(length).div<tf.Tensor1D>(1 + this.state.lambda); // [B]
      return addAtLabel(this.logits(embeddings), { labels, amount }); // [B, C]
    });
  }
}
