import { whole } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { addAngle, addAtLabel, angleBetween, angularCosines } from "../ops/mod.ts";
import { randomNormal, seededRandom } from "../random.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, checkOwnLabels, headOptions } from "./_options.ts";
import { angle } from "./margins.ts";
import { initialPrototypes } from "./prototypes.ts";

/** Options of {@linkcode SubCenterArcFaceHead}. */
export interface SubCenterArcFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Deng et al. 2020, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * m in radians. 0.5 for faces (§4.1); in 2-D ten classes are at most 0.63 rad apart.
   * @default {0.4}
   */
  margin?: number;
  /**
   * K, prototypes per class; 3 in the paper (§4.2).
   * @default {3}
   */
  subCenters?: number;
}

/**
 * Initial standard deviation of a class's prototypes, per coordinate; a larger one leaves no room
 * for margins in 2-D.
 */
const INITIAL_STD = 0.05;

/**
 * ArcFace with K prototypes per class, of which the nearest counts: mislabelled and unusual images
 * gather around their own prototype. Rows j·K … j·K + K − 1 of `prototypes` belong to class j.
 *
 * Source: Deng et al., "Sub-center ArcFace: Boosting Face Recognition by Large-scale Noisy Web
 * Faces" (ECCV 2020), §3.2.
 */
export class SubCenterArcFaceHead implements Head {
  readonly name = "subcenter-arcface";
  readonly angular = true;
  readonly options: Readonly<Required<SubCenterArcFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C·K, D]

  /** W `[C·K, D]`, K rows per class, is initialised per `prototypes`; `margin` in [0, π). */
  constructor(options: SubCenterArcFaceHeadOptions) {
    this.options = headOptions(this, options, { margin: angle, subCenters: whole(1) });
    this.prototypes = tf.tidy(() => tf.variable(initialSubCenters(this.options)));
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.#nearest(embeddings).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const own: tf.Tensor2D = tf.matMul(
        this.#choice(embeddings, labels),
        this.prototypes as tf.Tensor2D,
      ); // [B, D]
      const target = angleBetween(embeddings, own); // [B]
      const amount = addAngle(target, this.options.margin).sub<tf.Tensor1D>(target.cosine); // [B]
      return addAtLabel(this.#nearest(embeddings), { labels, amount }).mul(this.options.scale); // [B, C]
    });
  }

  /**
   * For each embedding, the row in `prototypes` of its class's nearest prototype.
   *
   * @param embeddings `[B, D]`.
   * @param labels int32 `[B]`.
   * @returns int32 `[B]`.
   */
  nearestSubCenters(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
    checkOwnLabels(this, embeddings, labels);
    return tf.tidy(() => {
      const best = this.#byClass(embeddings).argMax(2) as tf.Tensor2D; // [B, C]
      const own = tf.oneHot(labels, this.options.classes).mul(best).sum<tf.Tensor1D>(1); // [B]
      return labels.mul(tf.scalar(this.options.subCenters, "int32")).add(own.toInt()); // [B]
    });
  }

  /** One-hot {@linkcode nearestSubCenters}, `[B, C·K]`, without gradient. */
  #choice(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    const choose = tf.customGrad((x, save) => {
      (save as tf.GradSaveFunc)([x as tf.Tensor]);
      return {
        value: tf.oneHot(this.nearestSubCenters(x as tf.Tensor2D, labels), this.prototypes.shape[0])
          .toFloat(),
        gradFunc: (_dy: tf.Tensor, [x]: tf.Tensor[]) => tf.zerosLike(x),
      };
    });
    return choose(embeddings) as tf.Tensor2D;
  }

  /** cos θ to the nearest prototype of each class, `[B, C]`. */
  #nearest(embeddings: tf.Tensor2D): tf.Tensor2D {
    return this.#byClass(embeddings).max(2);
  }

  #byClass(embeddings: tf.Tensor2D): tf.Tensor3D {
    const { classes, subCenters } = this.options;
    return angularCosines(embeddings, this.prototypes).reshape([
      embeddings.shape[0],
      classes,
      subCenters,
    ]); // [B, C, K]
  }
}

/** K per class, scattered around the class's initial prototype. */
function initialSubCenters(options: Required<SubCenterArcFaceHeadOptions>): tf.Tensor2D {
  const { classes, embeddingSize, subCenters, prototypes: init, seed } = options;
  if (init === "random") {
    return initialPrototypes([classes * subCenters, embeddingSize], { init, seed });
  }
  const random = seededRandom(seed, 4);
  const noise = Float32Array.from(
    { length: classes * subCenters * embeddingSize },
    () => INITIAL_STD * randomNormal(random),
  );
  return initialPrototypes([classes, embeddingSize], { init, seed }).expandDims(1)
    .add(tf.tensor3d(noise, [classes, subCenters, embeddingSize]))
    .reshape([classes * subCenters, embeddingSize]);
}
