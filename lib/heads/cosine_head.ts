import { tf } from "../engine/tensorflow.ts";
import { angularCosines } from "../ops/mod.ts";
import type { Head } from "../types.ts";
import {
  type AngularHeadOptions,
  checkOwnLabels,
  headOptions,
  prototypesFrom,
} from "./_options.ts";
import type { PrototypeInit } from "./prototypes.ts";

/** Options of {@linkcode CosineHead}. */
export interface CosineHeadOptions extends AngularHeadOptions {
  /**
   * s. NormFace learns it or uses 16 to 20. For ten classes on a circle the lower bound of the loss
   * is 0.006 at 30 and 0.09 at 16.
   * @default {30}
   */
  scale?: number;
  /**
   * How the prototypes are initialised; see {@linkcode initialPrototypes}.
   * @default {"separated"}
   */
  prototypes?: PrototypeInit;
}

/**
 * Cosine softmax: s·cos θ, no margin. The baseline for margin heads.
 *
 * Source: Wang et al., "NormFace" (ACM MM 2017), eq. 6.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 *
 * const head = new CosineHead({ classes: 10, embeddingSize: 2 });
 * assertEquals(head.logits(tf.ones([4, 2])).shape, [4, 10]);
 * ```
 */
export class CosineHead implements Head {
  readonly name = "cosine";
  readonly angular = true;
  readonly options: Readonly<Required<CosineHeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]

  /** W `[C, D]` is initialised per `prototypes`. */
  constructor(options: CosineHeadOptions) {
    this.options = headOptions(this, options, {});
    this.prototypes = prototypesFrom(this.options);
  }

  get variables(): tf.Variable[] {
    return [this.prototypes];
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => angularCosines(embeddings, this.prototypes).mul(this.options.scale)); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    checkOwnLabels(this, embeddings, labels);
    return this.logits(embeddings);
  }
}
