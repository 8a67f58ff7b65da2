import { above, check, inRange } from "../check.ts";
import { tf } from "../engine/tensorflow.ts";
import { addAngle, angularCosines, cosinesWithTarget, norms } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import { type AngularHeadOptions, headOptions, prototypesFrom } from "./_options.ts";
import { angle } from "./margins.ts";

/** Options of {@linkcode MagFaceHead}. */
export interface MagFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Meng et al. 2021, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * l_m, the margin at `minNorm`, radians. 0.45 for faces.
   * @default {0.2}
   */
  minMargin?: number;
  /**
   * u_m, the margin at `maxNorm`, radians. 0.8 for faces.
   * @default {0.45}
   */
  maxMargin?: number;
  /**
   * l_a: norms are clamped to at least this. 10 for faces in 512 dimensions.
   * @default {1}
   */
  minNorm?: number;
  /**
   * u_a: norms are clamped to at most this. 110 for faces.
   * @default {20}
   */
  maxNorm?: number;
  /**
   * λ_g, weight of the norm regulariser, which rewards large norms. At least
   * {@linkcode minNormWeight}, so that each image has a unique optimal norm. 35 for faces.
   * @default {1}
   */
  normWeight?: number;
}

/**
 * ArcFace with a margin that grows with the embedding's norm, and a regulariser on the norm: easy
 * images get large norms, hard ones keep small ones.
 *
 * Source: Meng et al., "MagFace" (CVPR 2021), eq. 2 to 4 (margin and regulariser), and its
 * supplement for the lower bound of λ_g.
 */
export class MagFaceHead implements Head {
  readonly name = "magface";
  readonly angular = true;
  readonly options: Readonly<Required<MagFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  /** W `[C, D]` is initialised per `prototypes`; `normWeight` ≥ {@linkcode minNormWeight}. */
  constructor(options: MagFaceHeadOptions) {
    this.options = headOptions(this, options, {
      minMargin: angle,
      maxMargin: angle,
      minNorm: inRange(1e-6, Infinity, "the regulariser divides by it"),
      maxNorm: above(0),
      normWeight: inRange(0, Infinity),
    });
    checkRanges(this.options);
    this.prototypes = prototypesFrom(this.options);
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const { scale, minMargin, minNorm } = this.options;
      const margin = this.#norms(embeddings).sub(minNorm).mul(slope(this.options)).add<tf.Tensor1D>(
        minMargin,
      ); // [B]
      const own = { prototypes: this.prototypes, labels };
      return cosinesWithTarget(embeddings, own, (target) => addAngle(target, margin)).mul(scale); // [B, C]
    });
  }

  /** λ_g · mean(a/u_a² + 1/a), where a is the clamped norm. */
  penalty(embeddings: tf.Tensor2D): tf.Scalar {
    return tf.tidy(() => {
      const norms = this.#norms(embeddings); // [B]
      const each = norms.div(this.options.maxNorm ** 2).add(norms.reciprocal());
      return each.mean().mul<tf.Scalar>(this.options.normWeight);
    });
  }

  /** ‖x‖ clamped to [l_a, u_a], `[B]`. */
  #norms(embeddings: tf.Tensor2D): tf.Tensor1D {
    return norms(embeddings).clipByValue(this.options.minNorm, this.options.maxNorm) as tf.Tensor1D;
  }
}

/** What the margin and its bounds depend on. */
export type MagFaceRanges = Pick<
  Required<MagFaceHeadOptions>,
  "scale" | "minMargin" | "maxMargin" | "minNorm" | "maxNorm"
>;

/** Slope of the margin, radians per unit of norm. */
function slope({ minMargin, maxMargin, minNorm, maxNorm }: MagFaceRanges): number {
  return (maxMargin - minMargin) / (maxNorm - minNorm);
}

/**
 * Lower bound of λ_g for which the loss has a unique optimal norm for each image:
 * s·K·u_a²l_a² / (u_a² − l_a²), where K is the slope of the margin.
 *
 * @example The paper's constants for faces need 22.6; its λ_g is 35.
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const faces = { scale: 64, minMargin: 0.45, maxMargin: 0.8, minNorm: 10, maxNorm: 110 };
 * assertAlmostEquals(minNormWeight(faces), 22.6, 0.05);
 * ```
 */
export function minNormWeight(options: MagFaceRanges): number {
  const { scale, minNorm: l, maxNorm: u } = options;
  return scale * slope(options) * u ** 2 * l ** 2 / (u ** 2 - l ** 2);
}

function checkRanges(options: Required<MagFaceHeadOptions>): void {
  const { minMargin, maxMargin, minNorm, maxNorm, normWeight } = options;
  const grows = inRange(minMargin, Infinity, "the margin grows with the norm");
  check(maxMargin, grows, "MagFaceHead: maxMargin");
  check(maxNorm, above(minNorm), "MagFaceHead: maxNorm");
  const min = minNormWeight(options);
  if (normWeight >= min) return;
  throw new RangeError(
    `MagFaceHead: normWeight is ${normWeight}, below ${
      min.toPrecision(3)
    } = s·K·u_a²l_a²/(u_a² − l_a²), where some images have no ` +
      `optimal norm (${minMargin} to ${maxMargin} rad over norms ${minNorm} to ${maxNorm}): give at least that`,
  );
}
