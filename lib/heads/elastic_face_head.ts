import { flag, inRange, oneOf } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import {
  addAngle,
  addAtLabel,
  angularCosines,
  cosinesWithTarget,
  targetAngle,
} from "../ops/mod.ts";
import { randomNormal, seededRandom } from "../random.ts";
import type { Head } from "../types.ts";
import {
  type AngularHeadOptions,
  checkOwnLabels,
  headOptions,
  prototypesFrom,
} from "./_options.ts";
import { angle, cosineMargin } from "./margins.ts";

/** What the margin is applied to: the angle or the cosine. */
export const elasticKinds = ["arc", "cos"] as const;

/** Options of {@linkcode ElasticFaceHead}. */
export interface ElasticFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Boutros et al. 2022, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * ElasticFace-Arc or ElasticFace-Cos.
   * @default {"arc"}
   */
  kind?: "arc" | "cos";
  /**
   * Mean of the drawn margins: radians for `"arc"` (0.5 for faces, table 1), units of the cosine
   * for `"cos"` (0.35 for faces).
   * @default {0.4 for "arc", 0.1 for "cos"}
   */
  margin?: number;
  /**
   * σ, standard deviation of the drawn margins. 0.05 for faces (0.0175 with `plus`).
   * @default {0.05 for "arc", 0.02 for "cos"}
   */
  std?: number;
  /**
   * ElasticFace+: margins are assigned by rank, the largest to the smallest cos θ_y (§3.3).
   * @default {false}
   */
  plus?: boolean;
}

/**
 * ArcFace or CosFace with a margin drawn from N(m, σ) for each image at each step, which lets
 * classes differ in spread. The draws depend only on seed and step, so a resumed run repeats them;
 * without `update`, `marginLogits` uses the mean.
 *
 * Source: Boutros et al., "ElasticFace: Elastic Margin Loss for Deep Face Recognition" (CVPR
 * Workshops 2022), eq. 5 to 8.
 */
export class ElasticFaceHead implements Head {
  readonly name = "elasticface";
  readonly angular = true;
  readonly options: Readonly<Required<ElasticFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  #margins: Float32Array = new Float32Array(); // [B], of the current step; descending with `plus`

  /**
   * W `[C, D]` is initialised per `prototypes`; `kind` sets the defaults and unit of `margin` and
   * `std`.
   */
  constructor(options: ElasticFaceHeadOptions) {
    const isArc = (options.kind ?? "arc") === "arc";
    this.options = headOptions(this, options, {
      kind: oneOf(elasticKinds),
      margin: isArc ? angle : cosineMargin,
      std: inRange(0, 1, "margins are to stay near their mean"),
      plus: flag,
    });
    this.prototypes = prototypesFrom(this.options);
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  update(embeddings: tf.Tensor2D, labels: tf.Tensor1D, step: number): void {
    checkOwnLabels(this, embeddings, labels);
    const { seed, margin, std, plus } = this.options;
    const random = seededRandom(seed, 5, step);
    const draw = () => Math.min(3, Math.max(0, margin + std * randomNormal(random))); // no negative margins
    const margins = Float32Array.from({ length: labels.shape[0] }, draw);
    this.#margins = plus ? margins.toSorted().reverse() : margins;
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    checkOwnLabels(this, embeddings, labels);
    return tf.tidy(() => {
      const { scale, kind } = this.options, own = { prototypes: this.prototypes, labels };
      const margins = this.#marginsFor(embeddings, labels); // [B]
      const scores = kind === "arc"
        ? cosinesWithTarget(embeddings, own, (target) => addAngle(target, margins))
        : addAtLabel(angularCosines(embeddings, this.prototypes), {
          labels,
          amount: margins.neg(),
        });
      return scores.mul(scale); // [B, C]
    });
  }

  #marginsFor(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
    const [images] = labels.shape, { margin, plus } = this.options;
    if (this.#margins.length !== images) return tf.fill([images], margin);
    const margins = tf.tensor1d(this.#margins);
    return plus ? this.#byRank(margins, embeddings, labels) : margins;
  }

  /** Descending margins, assigned from the smallest cos θ_y up, `[B]`; without gradient. */
  #byRank(margins: tf.Tensor1D, embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
    const assign = tf.customGrad((x, save) => {
      (save as tf.GradSaveFunc)([x as tf.Tensor]);
      const { cosine } = targetAngle(x as tf.Tensor2D, { prototypes: this.prototypes, labels });
      const { indices } = tf.topk(cosine.neg(), labels.size); // smallest cosine first
      return {
        value: tf.scatterND(indices.expandDims(1), margins, [labels.size]),
        gradFunc: (_dy: tf.Tensor, [x]: tf.Tensor[]) => tf.zerosLike(x),
      };
    });
    return assign(embeddings) as tf.Tensor1D;
  }
}
