import { tf } from "../engine/mod.ts";
import { squaredDistances } from "../ops/mod.ts";
import type { AuxiliaryLoss } from "../types.ts";
import { checkOptions, checkOwnLabels, initialCenters, sizes } from "./_options.ts";

/** Options of {@linkcode ContrastiveCenterLoss}. */
export interface ContrastiveCenterLossOptions {
  /** Number of classes, C. */
  classes: number;
  /** Embedding size, D. */
  embeddingSize: number;
  /** λ. 0.1 on MNIST in the paper (Qi and Su 2017, §4.1). */
  weight: number;
  /**
   * δ keeps the quotient finite where an embedding coincides with all other centers.
   * @default {1}
   */
  delta?: number;
  /**
   * Seed of the initial centers, which are standard normal.
   * @default {1}
   */
  seed?: number;
}

/**
 * Contrastive-center loss: λ/2 · mean(‖x − c_y‖² / (Σ_{j≠y} ‖x − c_j‖² + δ)) also pushes embeddings
 * away from the other centers. The centers are trained by gradient.
 *
 * Source: Qi and Su, "Contrastive-Center Loss for Deep Neural Networks" (ICIP 2017), eq. 4 (with a
 * mean over the batch instead of a sum).
 */
export class ContrastiveCenterLoss implements AuxiliaryLoss {
  readonly name = "contrastive-center";
  readonly options: Readonly<Required<ContrastiveCenterLossOptions>>;
  /** c, one row per class: `[C, D]`. */
  readonly centers: tf.Variable<tf.Rank.R2>;

  /** The initial centers are normal draws from `seed`. */
  constructor(options: ContrastiveCenterLossOptions) {
    const { classes, embeddingSize, weight, delta = 1, seed = 1 } = options;
    this.options = { classes, embeddingSize, weight, delta, seed };
    checkOptions(this, options, [...sizes, "weight", "delta"]);
    this.centers = tf.tidy(() => tf.variable(initialCenters(this.options)));
  }

  get variables(): tf.Variable[] {
    return [this.centers];
  }

  loss(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
    checkOwnLabels(this, embeddings, labels);
    return tf.tidy(() => {
      const { weight, delta } = this.options;
      const own = squaredDistances(embeddings, tf.gather(this.centers as tf.Tensor2D, labels)); // [B]
      // not tf.squaredDifference, whose gradient fails if shapes differ
      const all = embeddings.expandDims(1).sub(this.centers.expandDims(0)).square().sum<
        tf.Tensor2D
      >(2); // [B, C]
      const others = all.sum<tf.Tensor1D>(1).sub(own); // [B]
      return own.div(others.add(delta)).mean().mul<tf.Scalar>(weight / 2);
    });
  }
}
