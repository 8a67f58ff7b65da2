import { tf } from "../engine/mod.ts";
import { addAngle, addAtLabel, angularCosines, cosinesWithTarget, targetAngle } from "../ops/mod.ts";
import { randomNormal, seededRandom } from "../random.ts";
import type { Head } from "../types.ts";
import {
  type AngularHeadOptions,
  angularOptions,
  checkAngularMargin,
  checkBetween,
  checkChoice,
  prototypesFrom,
} from "./_options.ts";

/** Where the drawn margin acts: on the angle, or on the cosine. */
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
  kind?: typeof elasticKinds[number];
  /**
   * Mean of the drawn margins: radians for `"arc"` (0.5 for faces, table 1), cosine for `"cos"` (0.35 for faces).
   * @default {0.4 for "arc", 0.1 for "cos"}
   */
  margin?: number;
  /**
   * σ, standard deviation of the drawn margins. 0.05 for faces (0.0175 with `plus`).
   * @default {0.05 for "arc", 0.02 for "cos"}
   */
  deviation?: number;
  /**
   * "Plus": the largest of a batch's margins goes to the smallest cos θ_y, and so on (§3.3).
   * @default {false}
   */
  plus?: boolean;
}

/**
 * ArcFace or CosFace with a margin drawn anew for each image and step from N(m, σ), so that classes may be of different width.
 *
 * Source: Boutros et al., "ElasticFace: Elastic Margin Loss for Deep Face Recognition" (CVPR Workshops 2022), eq. 5 to 8. Draws depend on the seed
 * and the step alone, so a resumed run draws the same; without `update`, `marginLogits` takes the mean for all.
 */
export class ElasticFaceHead implements Head {
  readonly name = "elasticface";
  readonly angular = true;
  readonly options: Readonly<Required<ElasticFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  #margins: Float32Array = new Float32Array(); // [B], of the step that runs

  constructor(options: ElasticFaceHeadOptions) {
    const { kind = "arc", plus = false } = options, shared = angularOptions("ElasticFaceHead", options);
    checkChoice("ElasticFaceHead", "kind", kind, elasticKinds);
    const { margin = kind === "arc" ? 0.4 : 0.1, deviation = kind === "arc" ? 0.05 : 0.02 } = options;
    if (kind === "arc") checkAngularMargin("ElasticFaceHead", margin);
    else checkBetween("ElasticFaceHead", ["margin", margin], { least: 0, most: 2, why: "cosines differ by 2 at most" });
    checkBetween("ElasticFaceHead", ["deviation", deviation], { least: 0, most: 1, why: "margins near m are meant" });
    this.options = { ...shared, kind, margin, deviation, plus };
    this.prototypes = prototypesFrom(shared);
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  update(embeddings: tf.Tensor2D, labels: tf.Tensor1D, step: number): void {
    const { seed, margin, deviation, plus } = this.options;
    const random = seededRandom(seed, 5, step);
    const draw = () => Math.min(3, Math.max(0, margin + deviation * randomNormal(random))); // a negative margin would be none
    const margins = Float32Array.from({ length: labels.shape[0] }, draw);
    this.#margins = plus ? this.#byRank(margins, embeddings, labels) : margins;
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const { scale, kind } = this.options, own = { prototypes: this.prototypes, labels };
      const margins = this.#marginsFor(labels.shape[0]); // [B]
      const scores = kind === "arc"
        ? cosinesWithTarget(embeddings, own, (target) => addAngle(target, margins))
        : addAtLabel(angularCosines(embeddings, this.prototypes), { labels, amount: margins.neg() });
      return scores.mul(scale); // [B, C]
    });
  }

  #marginsFor(images: number): tf.Tensor1D {
    return this.#margins.length === images ? tf.tensor1d(this.#margins) : tf.fill([images], this.options.margin);
  }

  #byRank(margins: Float32Array, embeddings: tf.Tensor2D, labels: tf.Tensor1D): Float32Array {
    const target = tf.tidy(() => targetAngle(embeddings, { prototypes: this.prototypes, labels }).cosine.clone());
    const cosines = target.dataSync();
    target.dispose();
    const order = Array.from(cosines.keys()).sort((i, j) => cosines[i] - cosines[j]); // smallest cosine first
    const falling = margins.toSorted().reverse();
    const handed = new Float32Array(margins.length);
    order.forEach((image, rank) => handed[image] = falling[rank]);
    return handed;
  }
}
