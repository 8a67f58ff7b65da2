import { tf } from "../engine/mod.ts";
import { addAngle, angularCosines, cosinesWithTarget, lengths } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import {
  type AngularHeadOptions,
  angularOptions,
  checkAngularMargin,
  checkBetween,
  prototypesFrom,
} from "./_options.ts";

/** Options of {@linkcode MagFaceHead}. */
export interface MagFaceHeadOptions extends AngularHeadOptions {
  /**
   * s. 64 for faces (Meng et al. 2021, §4.1).
   * @default {30}
   */
  scale?: number;
  /**
   * l_m, the margin at the smallest norm, radians. 0.45 for faces.
   * @default {0.2}
   */
  leastMargin?: number;
  /**
   * u_m, the margin at the largest norm, radians. 0.8 for faces.
   * @default {0.45}
   */
  mostMargin?: number;
  /**
   * l_a: norms below count as this. 10 for faces in 512 dimensions.
   * @default {1}
   */
  leastNorm?: number;
  /**
   * u_a: norms above count as this. 110 for faces.
   * @default {20}
   */
  mostNorm?: number;
  /**
   * λ_g, weight of the norm loss, which rewards long embeddings: at least {@linkcode leastNormWeight}, so that each image has one best norm.
   * 35 for faces.
   * @default {1}
   */
  normWeight?: number;
}

/**
 * ArcFace whose margin grows with the embedding's norm, and a loss on the norm: easy images become long, hard ones stay short.
 *
 * Source: Meng et al., "MagFace" (CVPR 2021), eq. 2 to 4 (margin and norm loss), and its supplement for the bound on λ_g.
 */
export class MagFaceHead implements Head {
  readonly name = "magface";
  readonly angular = true;
  readonly options: Readonly<Required<MagFaceHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  constructor(options: MagFaceHeadOptions) {
    const { leastMargin = 0.2, mostMargin = 0.45, leastNorm = 1, mostNorm = 20, normWeight = 1 } = options;
    const shared = angularOptions("MagFaceHead", options);
    this.options = { ...shared, leastMargin, mostMargin, leastNorm, mostNorm, normWeight };
    checkRanges(this.options);
    this.prototypes = prototypesFrom(shared);
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const { scale, leastMargin, leastNorm } = this.options;
      const margin = this.#norms(embeddings).sub(leastNorm).mul(slope(this.options)).add<tf.Tensor1D>(leastMargin); // [B]
      const own = { prototypes: this.prototypes, labels };
      return cosinesWithTarget(embeddings, own, (target) => addAngle(target, margin)).mul(scale); // [B, C]
    });
  }

  /** λ_g · mean(a/u_a² + 1/a), a the norm within its bounds. */
  penalty(embeddings: tf.Tensor2D): tf.Scalar {
    return tf.tidy(() => {
      const norms = this.#norms(embeddings); // [B]
      const each = norms.div(this.options.mostNorm ** 2).add(norms.reciprocal());
      return each.mean().mul<tf.Scalar>(this.options.normWeight);
    });
  }

  /** ‖x‖ between l_a and u_a, `[B]`. */
  #norms(embeddings: tf.Tensor2D): tf.Tensor1D {
    return lengths(embeddings).clipByValue(this.options.leastNorm, this.options.mostNorm) as tf.Tensor1D;
  }
}

type Ranges = Pick<Required<MagFaceHeadOptions>, "scale" | "leastMargin" | "mostMargin" | "leastNorm" | "mostNorm">;

/** Radians that the margin grows a unit of norm. */
function slope({ leastMargin, mostMargin, leastNorm, mostNorm }: Ranges): number {
  return (mostMargin - leastMargin) / (mostNorm - leastNorm);
}

/** The smallest λ_g at which the loss has one best norm for each image: s · K · u_a²l_a² / (u_a² − l_a²), K the slope of the margin. */
export function leastNormWeight(options: Ranges): number {
  const { scale, leastNorm: l, mostNorm: u } = options;
  return scale * slope(options) * u ** 2 * l ** 2 / (u ** 2 - l ** 2);
}

function checkRanges(options: Required<MagFaceHeadOptions>): void {
  const { leastMargin, mostMargin, leastNorm, mostNorm, normWeight } = options;
  checkAngularMargin("MagFaceHead", leastMargin);
  checkAngularMargin("MagFaceHead", mostMargin);
  const between = (name: "mostMargin" | "mostNorm" | "leastNorm", least: number, why: string) =>
    checkBetween("MagFaceHead", [name, options[name]], { least, most: Infinity, why });
  between("mostMargin", leastMargin, "the margin grows with the norm");
  between("leastNorm", 1e-6, "the norm loss divides by it");
  between("mostNorm", leastNorm * (1 + 1e-6), "it must lie above leastNorm");
  const least = leastNormWeight(options);
  if (normWeight >= least) return;
  throw new RangeError(
    `MagFaceHead: normWeight is ${normWeight}, below ${
      least.toPrecision(3)
    } = s·K·u_a²l_a²/(u_a² − l_a²), where some images have no best ` +
      `norm (${leastMargin} to ${mostMargin} rad over norms ${leastNorm} to ${mostNorm}): give at least that`,
  );
}
