import { tf } from "../engine/mod.ts";
import { squaredDistances } from "../ops/mod.ts";
import type { AuxiliaryLoss } from "../types.ts";
import { checkOptions, checkOwnLabels, initialCenters, sizes } from "./_options.ts";
import { centerDefaults, type CenterRule } from "./center_rules.ts";

/** Options of {@linkcode CenterLoss}. */
export interface CenterLossOptions {
  /** Number of classes, C. */
  classes: number;
  /** Embedding size, D. */
  embeddingSize: number;
  /** λ. The paper sweeps 0.0001 to 0.1 and uses 0.003 for faces. */
  weight: number;
  /**
   * α, the share of the gap that a center closes per step, given many images of its class.
   * @default {0.5}
   */
  centerRate?: number;
  /**
   * `"paper"`: Δc_j = Σ(c_j − x_i) / (1 + n_j), eq. 4. `"gradient"`: a gradient step on
   * mean‖x − c_y‖², as plain autograd does. `"batch-mean"`: the paper's Δc_j divided by the batch
   * size as well, as in implementations with one mean too many: centers hardly move.
   * @default {"paper"}
   */
  rule?: CenterRule;
  /**
   * Seed of the initial centers, which are standard normal.
   * @default {1}
   */
  seed?: number;
}

/**
 * Center loss: λ/2 · mean‖x − c_y‖² pulls each embedding toward its class's center. The centers are
 * not trained by gradient but follow the embeddings by their own update rule.
 *
 * Source: Wen et al., "A Discriminative Feature Learning Approach for Deep Face Recognition" (ECCV
 * 2016), eq. 2 (with a mean over the batch instead of a sum, so that λ does not depend on the batch
 * size), and eq. 4 for the centers.
 */
export class CenterLoss implements AuxiliaryLoss {
  readonly name = "center";
  readonly options: Readonly<Required<CenterLossOptions>>;
  /** c, one row per class: `[C, D]`. */
  readonly centers: tf.Variable<tf.Rank.R2>;
  readonly variables: tf.Variable[] = [];

  /** The initial centers are normal draws from `seed`. */
  constructor(options: CenterLossOptions) {
    const { classes, embeddingSize, weight, seed = 1 } = options;
    const { centerRate = centerDefaults.centerRate, rule = centerDefaults.rule } = options;
    this.options = { classes, embeddingSize, weight, centerRate, rule, seed };
    checkOptions(this, options, [...sizes, "weight", "centerRate", "rule"]);
    this.centers = tf.tidy(() => tf.variable(initialCenters(this.options), false));
  }

  get state(): Record<string, tf.Variable> {
    return { centers: this.centers };
  }

  loss(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
    checkOwnLabels(this, embeddings, labels);
    return tf.tidy(() => {
      const own = tf.gather(this.centers as tf.Tensor2D, labels); // [B, D]
      return squaredDistances(embeddings, own).mean().mul<tf.Scalar>(this.options.weight / 2);
    });
  }

  /** Update the centers: c_j ← c_j − α · Δc_j. Centers of classes not in the batch stay put. */
  update(embeddings: tf.Tensor2D, labels: tf.Tensor1D): void {
    checkOwnLabels(this, embeddings, labels);
    tf.tidy(() => {
      const { classes, centerRate, rule } = this.options, images = labels.shape[0];
      const isClass = tf.oneHot(labels, classes).toFloat() as tf.Tensor2D; // [B, C]
      const counts = isClass.sum(0).expandDims(1); // [C, 1]
      const sums = tf.matMul(isClass, embeddings, true); // [C, D]
      const pull = this.centers.mul(counts).sub(sums); // [C, D], Σ(c_j − x_i)
      const change = rule === "gradient" ? pull.mul(2 / images) : pull.div(counts.add(1)); // [C, D]
      this.centers.assign(
        this.centers.sub(change.mul(rule === "batch-mean" ? centerRate / images : centerRate)),
      );
    });
  }
}
