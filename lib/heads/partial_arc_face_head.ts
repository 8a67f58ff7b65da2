import { inRange } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { addAngle, angularCosines, cosinesWithTarget } from "../ops/mod.ts";
import { checkLabels, knownLabels } from "../labels.ts";
import { seededRandom } from "../random.ts";
import type { ClassSample, Head } from "../types.ts";
import { type AngularHeadOptions, headOptions, prototypesFrom } from "./_options.ts";
import { angle } from "./margins.ts";

/** Options of {@linkcode PartialArcFaceHead}. */
export interface PartialArcFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (An et al. 2022, §5.1).
   * @default {30}
   */
  scale?: number;
  /**
   * m in radians. 0.5 for faces.
   * @default {0.4}
   */
  margin?: number;
  /**
   * r, the share of all classes used in a step, the batch's own included. 0.1 in the paper. With
   * few classes, 1 costs next to nothing.
   * @default {0.1}
   */
  sampleRate?: number;
}

/**
 * ArcFace for very many classes: a step scores only the classes of its batch and a random sample of
 * the others, which bounds time and memory. The draws depend only on seed and step.
 *
 * Source: An et al., "Killing Two Birds with One Stone: Efficient and Robust Training of Face
 * Recognition CNNs by Partial FC" (CVPR 2022), §3.2.
 */
export class PartialArcFaceHead implements Head {
  readonly name = "partial-arcface";
  readonly angular = true;
  readonly options: Readonly<Required<PartialArcFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  /** W `[C, D]` is initialised per `prototypes`; `margin` must be in [0, π). */
  constructor(options: PartialArcFaceHeadOptions) {
    this.options = headOptions(this, options, {
      margin: angle,
      sampleRate: inRange(1e-6, 1, "it is a share"),
    });
    this.prototypes = prototypesFrom(this.options);
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return this.#withMargin(embeddings, { prototypes: this.prototypes as tf.Tensor2D, labels }); // [B, C]
  }

  async sample(labels: tf.Tensor1D, step: number): Promise<ClassSample> {
    const own = await labels.data() as Int32Array, { classes } = this.options;
    checkLabels(own, classes, "labels");
    const rows = this.#draw(own, step); // [S]
    const indices = new Map(Array.from(rows, (row, index) => [row, index]));
    return tf.tidy(() => {
      const drawn = tf.tensor1d(rows, "int32");
      const active = tf.variable(tf.gather(this.prototypes as tf.Tensor2D, drawn)); // [S, D]
      return {
        rows: drawn,
        active,
        labels: knownLabels(
          tf.tensor1d(own.map((label) => indices.get(label)!), "int32"),
          rows.length,
        ),
      };
    });
  }

  sampledLogits(embeddings: tf.Tensor2D, { active }: ClassSample): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, active as tf.Tensor2D).mul(this.options.scale)); // [B, S]
  }

  sampledMarginLogits(embeddings: tf.Tensor2D, { active, labels }: ClassSample): tf.Tensor2D {
    return this.#withMargin(embeddings, { prototypes: active as tf.Tensor2D, labels }); // [B, S]
  }

  #withMargin(
    embeddings: tf.Tensor2D,
    own: { prototypes: tf.Tensor2D; labels: tf.Tensor1D },
  ): tf.Tensor2D {
    return tf.tidy(() => {
      const { scale, margin } = this.options;
      return cosinesWithTarget(embeddings, own, (target) => addAngle(target, margin)).mul(scale);
    });
  }

  /** The batch's classes, filled up to the sample rate with random others; ascending. */
  #draw(own: ArrayLike<number>, step: number): Int32Array {
    const { classes, sampleRate, seed } = this.options;
    const drawn = new Set(Array.from(own)),
      wanted = Math.min(classes, Math.max(drawn.size, Math.ceil(sampleRate * classes)));
    const random = seededRandom(seed, 6, step);
    while (drawn.size < wanted) drawn.add(Math.floor(random() * classes));
    return Int32Array.from(drawn).sort();
  }
}
