import { tf } from "../engine/mod.ts";
import { addAtLabel, angleOf, l2Normalize, lengths, monotoneCosine, targetAngle } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { annealed, annealedOptions, type Annealing } from "./_annealing.ts";
import { type HeadOptions, prototypesFrom } from "./_options.ts";
import type { PrototypeStart } from "./prototypes.ts";

/** Options of {@linkcode SphereFaceHead}. */
export interface SphereFaceHeadOptions extends HeadOptions {
  /**
   * m, a whole number that multiplies the angle. 4 for faces (Liu et al. 2017, §4.1), mixed with λ = 5 to the end.
   * @default {4}
   */
  margin?: number;
  /**
   * λ of ‖x‖·(λ·cos θ + ψ(θ)) / (1 + λ), falling with the steps: max(5, 1000 / (1 + 0.12·step)) in the authors' code. With `start: 0` the margin
   * acts alone.
   * @default {{ start: 1000, rate: 0.12, least: 5 }}
   */
  annealing?: Annealing;
  /**
   * Where the prototypes start; see {@linkcode startingPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeStart;
}

/**
 * SphereFace's A-Softmax: prototypes of length 1; the true class is scored ‖x‖·ψ(θ) with ψ(θ) = (−1)^k·cos(mθ) − 2k and k = ⌊mθ/π⌋, the others
 * ‖x‖·cos θ.
 *
 * Source: Liu et al., "SphereFace" (CVPR 2017), eq. 6 and 7.
 */
export class SphereFaceHead implements Head {
  readonly name = "sphereface";
  readonly angular = true;
  readonly options: Readonly<Required<SphereFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** `lambda` of the step that runs. */
  readonly state: { lambda: number };

  constructor(options: SphereFaceHeadOptions) {
    const annealing = { start: 1000, rate: 0.12, least: 5 };
    this.options = annealedOptions("SphereFaceHead", options, { margin: 4, annealing });
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
    return tf.tidy(() => tf.matMul(embeddings, l2Normalize(this.prototypes as tf.Tensor2D), false, true)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const target = targetAngle(embeddings, { prototypes: this.prototypes, labels }); // [B]
      const psi = monotoneCosine(angleOf(target).mul<tf.Tensor1D>(this.options.margin)); // [B]
      const amount = psi.sub(target.cosine).mul(lengths(embeddings)).div<tf.Tensor1D>(1 + this.state.lambda); // [B]
      return addAtLabel(this.logits(embeddings), { labels, amount }); // [B, C]
    });
  }
}
