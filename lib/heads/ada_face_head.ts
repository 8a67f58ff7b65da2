import { inRange, share } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { angleOf, angularCosines, cosinesWithTarget, norms, stopGradient } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, headOptions, prototypesFrom, runningScalar } from "./_options.ts";

/** Options of {@linkcode AdaFaceHead}. */
export interface AdaFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Kim et al. 2022, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * m. 0.4 for faces (§4.2). The penalty on a high-norm embedding is up to 2m in the cosine; ten
   * classes in 2-D have room for 1 − cos(2π/10) = 0.191.
   * @default {0.05}
   */
  margin?: number;
  /**
   * h: the margin varies over norms within μ ± σ/h and is constant beyond. 0.333 in the paper.
   * @default {0.333}
   */
  concentration?: number;
  /**
   * Momentum of the running mean and standard deviation of the norms: the weight of the new batch,
   * as in PyTorch's batch norm. The 0.99 of §3.3 is the weight of the old value.
   * @default {0.01}
   */
  momentum?: number;
  /**
   * Initial μ, 20 in the authors' code for 512 dimensions. μ and σ default to the first batch's.
   */
  initialMean?: number;
  /** Initial σ, 100 in the authors' code. */
  initialStd?: number;
}

const MIN_NORM = 1e-3, MAX_NORM = 100; // norms are clamped to these, as in the authors' code
const EPSILON = 1e-3; // added to σ, and the angle stays within [EPSILON, π − EPSILON], as in the authors' code

/**
 * A margin adapted to the embedding's norm, a proxy for image quality. The target logit is
 * s·(cos(θ − m·z) − (m + m·z)) with z = (‖x‖ − μ)·h/(σ + 0.001), clamped to [−1, 1] and without
 * gradient: ArcFace at z = −1, CosFace at z = 0.
 *
 * Source: Kim et al., "AdaFace: Quality Adaptive Margin for Face Recognition" (CVPR 2022), eq. 12
 * to 15.
 */
export class AdaFaceHead implements Head {
  readonly name = "adaface";
  readonly angular = true;
  readonly options: Readonly<
    Required<Omit<AdaFaceHeadOptions, "initialMean" | "initialStd">> & AdaFaceHeadOptions
  >;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** Running mean and standard deviation of the norms. */
  readonly state: { normMean: tf.Variable<tf.Rank.R0>; normStd: tf.Variable<tf.Rank.R0> };

  /**
   * W `[C, D]` is initialised per `prototypes`; give both `initialMean` and `initialStd`, or
   * neither.
   */
  constructor(options: AdaFaceHeadOptions) {
    this.options = headOptions(this, options, {
      margin: inRange(0, 1, "the penalty is up to twice as much"),
      concentration: inRange(0, Infinity, "it scales a standard score"),
      momentum: share,
      initialMean: inRange(0, Infinity),
      initialStd: inRange(0, Infinity),
    });
    const { initialMean, initialStd } = this.options;
    if ((initialMean === undefined) !== (initialStd === undefined)) {
      throw new RangeError("AdaFaceHead: give initialMean and initialStd together, or neither");
    }
    this.prototypes = prototypesFrom(this.options);
    this.state = {
      normMean: runningScalar(initialMean ?? 0),
      normStd: runningScalar(initialStd ?? 0),
    };
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  update(embeddings: tf.Tensor2D, _labels: tf.Tensor1D, step: number): void {
    tf.tidy(() => {
      const norms = safeNorms(embeddings); // [B]
      const { normMean, normStd } = this.state;
      const momentum = step === 0 && this.options.initialMean === undefined
        ? 1
        : this.options.momentum;
      const follow = (running: tf.Variable<tf.Rank.R0>, batch: tf.Tensor) =>
        running.assign(running.add(batch.sub(running).mul(momentum)));
      const mean = norms.mean();
      const count = Math.max(1, norms.size - 1); // unbiased, as in PyTorch; a single image has σ = 0
      follow(normStd, norms.sub(mean).square().sum().div(count).sqrt());
      follow(normMean, mean);
    });
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const { scale, margin } = this.options;
      const shift = this.#quality(embeddings).mul<tf.Tensor1D>(margin); // [B], m·z
      const scores = cosinesWithTarget(
        embeddings,
        { prototypes: this.prototypes, labels },
        (target) => {
          const theta = angleOf(target).sub(shift).clipByValue(EPSILON, Math.PI - EPSILON); // [B]
          return tf.cos(theta).sub(shift).sub(margin);
        },
      );
      return scores.mul(scale); // [B, C]
    });
  }

  /** z, `[B]`. */
  #quality(embeddings: tf.Tensor2D): tf.Tensor1D {
    const { normMean, normStd } = this.state;
    const z = safeNorms(stopGradient(embeddings)).sub(normMean).div(normStd.add(EPSILON));
    return z.mul(this.options.concentration).clipByValue(-1, 1) as tf.Tensor1D;
  }
}

function safeNorms(embeddings: tf.Tensor2D): tf.Tensor1D {
  return norms(embeddings).clipByValue(MIN_NORM, MAX_NORM) as tf.Tensor1D;
}
