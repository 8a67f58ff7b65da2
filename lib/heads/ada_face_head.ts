import { tf } from "../engine/mod.ts";
import { angleOf, angularCosines, cosinesWithTarget, lengths, stopGradient } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, angularOptions, checkBetween, prototypesFrom } from "./_options.ts";

/** Options of {@linkcode AdaFaceHead}. */
export interface AdaFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Kim et al. 2022, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * m. 0.4 for faces (§4.2). A long embedding loses up to 2m of its cosine; ten classes in 2-D have 1 − cos(2π/10) = 0.191 to lose.
   * @default {0.05}
   */
  margin?: number;
  /**
   * h, how wide the range of norms is that the margin follows, in standard deviations: norms beyond μ ± σ/h count as the end. 0.333 in the paper.
   * @default {0.333}
   */
  concentration?: number;
  /**
   * Share of a batch in the running mean and deviation of the norms (§3.3: momentum 0.99).
   * @default {0.01}
   */
  rate?: number;
  /**
   * μ that the running mean starts from, 20 in the authors' code for 512 dimensions. Left out: the first batch's, with its deviation.
   */
  startMean?: number;
  /** σ that the running deviation starts from, 100 in the authors' code. */
  startDeviation?: number;
}

const SHORTEST = 1e-3, LONGEST = 100; // norms count within these, as in the authors' code
const GUARD = 1e-3; // added to the deviation, and the ends of the angle's range, as in the authors' code

/**
 * A margin that goes by the embedding's norm, taken as a measure of image quality: long embeddings get a margin in the cosine, short ones in the
 * angle, of the other sign. The true class is scored s·(cos(θ − m·z) − (m + m·z)), z = (‖x‖ − μ)·h/(σ + 0.001) within −1 … 1, without gradient.
 *
 * Source: Kim et al., "AdaFace: Quality Adaptive Margin for Face Recognition" (CVPR 2022), eq. 12 to 15.
 */
export class AdaFaceHead implements Head {
  readonly name = "adaface";
  readonly angular = true;
  readonly options: Readonly<Required<Omit<AdaFaceHeadOptions, "startMean" | "startDeviation">> & AdaFaceHeadOptions>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** Running mean and deviation of the norms. */
  readonly state: { normMean: tf.Variable<tf.Rank.R0>; normDeviation: tf.Variable<tf.Rank.R0> };

  constructor(options: AdaFaceHeadOptions) {
    const { margin = 0.05, concentration = 0.333, rate = 0.01, startMean, startDeviation } = options;
    const name = "AdaFaceHead", shared = angularOptions(name, options);
    checkBetween(name, ["margin", margin], { least: 0, most: 1, why: "a cosine loses up to twice as much" });
    checkBetween(name, ["concentration", concentration], { least: 0, most: Infinity, why: "it scales a deviation" });
    checkBetween(name, ["rate", rate], { least: 0, most: 1, why: "it is a share" });
    if ((startMean === undefined) !== (startDeviation === undefined)) {
      throw new RangeError(`${name}: give startMean and startDeviation together, or neither`);
    }
    const start = startMean === undefined ? {} : { startMean, startDeviation };
    this.options = { ...shared, margin, concentration, rate, ...start };
    this.prototypes = prototypesFrom(shared);
    this.state = {
      normMean: tf.variable(tf.scalar(startMean ?? 0), false),
      normDeviation: tf.variable(tf.scalar(startDeviation ?? 0), false),
    };
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  update(embeddings: tf.Tensor2D, _labels: tf.Tensor1D, step: number): void {
    tf.tidy(() => {
      const norms = safeNorms(embeddings); // [B]
      const { normMean, normDeviation } = this.state;
      const rate = step === 0 && this.options.startMean === undefined ? 1 : this.options.rate;
      const toward = (now: tf.Variable<tf.Rank.R0>, batch: tf.Tensor) => now.assign(now.add(batch.sub(now).mul(rate)));
      const mean = norms.mean();
      const count = Math.max(1, norms.size - 1); // unbiased, as in PyTorch; one image has no deviation
      toward(normDeviation, norms.sub(mean).square().sum().div(count).sqrt());
      toward(normMean, mean);
    });
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const { scale, margin } = this.options;
      const shift = this.#quality(embeddings).mul<tf.Tensor1D>(margin); // [B], m·z
      const scores = cosinesWithTarget(embeddings, { prototypes: this.prototypes, labels }, (target) => {
        const theta = angleOf(target).sub(shift).clipByValue(GUARD, Math.PI - GUARD); // [B]
        return tf.cos(theta).sub(shift).sub(margin);
      });
      return scores.mul(scale); // [B, C]
    });
  }

  /** z, `[B]`. */
  #quality(embeddings: tf.Tensor2D): tf.Tensor1D {
    const { normMean, normDeviation } = this.state;
    const away = safeNorms(stopGradient(embeddings)).sub(normMean).div(normDeviation.add(GUARD));
    return away.mul(this.options.concentration).clipByValue(-1, 1) as tf.Tensor1D;
  }
}

function safeNorms(embeddings: tf.Tensor2D): tf.Tensor1D {
  return lengths(embeddings).clipByValue(SHORTEST, LONGEST) as tf.Tensor1D;
}
