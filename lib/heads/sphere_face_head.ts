import { whole } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import {
  addAtLabel,
  angleOf,
  l2Normalize,
  monotoneCosine,
  norms,
  targetAngle,
} from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { annealed, type Annealing, decaying } from "./_annealing.ts";
import { type HeadOptions, headOptions, prototypesFrom } from "./_options.ts";
import type { PrototypeInit } from "./prototypes.ts";

/** Options of {@linkcode SphereFaceHead}. */
export interface SphereFaceHeadOptions extends HeadOptions {
  /**
   * m, an integer factor of the angle. 4 for faces (Liu et al. 2017, §4.1), with λ down to 5.
   * @default {4}
   */
  margin?: number;
  /**
   * λ of ‖x‖·(λ·cos θ + ψ(θ)) / (1 + λ), which decays over the steps; in the authors' code it is
   * max(5, 1000 / (1 + 0.12·step)). `initial: 0` is ψ(θ) alone.
   * @default {{ initial: 1000, decayRate: 0.12, min: 5 }}
   */
  annealing?: Annealing;
  /**
   * How the prototypes are initialised; see {@linkcode initialPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeInit;
}

/**
 * SphereFace's A-Softmax, with normalised prototypes: the target logit is ‖x‖·ψ(θ) with
 * ψ(θ) = (−1)^k·cos(mθ) − 2k and k = ⌊mθ/π⌋, the others are ‖x‖·cos θ.
 *
 * Source: Liu et al., "SphereFace" (CVPR 2017), eq. 6 and 7.
 */
export class SphereFaceHead implements Head {
  readonly name = "sphereface";
  readonly angular = true;
  readonly options: Readonly<Required<SphereFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** `lambda`: λ at the current step. */
  readonly state: { lambda: number };

  /** W `[C, D]` is initialised per `prototypes`; `margin` is an integer, 1 for none. */
  constructor(options: SphereFaceHeadOptions) {
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
    return tf.tidy(() =>
      tf.matMul(embeddings, l2Normalize(this.prototypes as tf.Tensor2D), false, true)
    ); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const target = targetAngle(embeddings, { prototypes: this.prototypes, labels }); // [B]
      const psi = monotoneCosine(angleOf(target).mul<tf.Tensor1D>(this.options.margin)); // [B]
      const amount = psi.sub(target.cosine).mul(norms(embeddings)).div<tf.Tensor1D>(
        1 + this.state.lambda,
      ); // [B]
      return addAtLabel(this.logits(embeddings), { labels, amount }); // [B, C]
    });
  }
}
