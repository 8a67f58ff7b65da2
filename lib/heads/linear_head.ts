import { tf } from "../engine/tensorflow.ts";
import { seededRandom } from "../random.ts";
import type { Head } from "../types.ts";
import { checkOwnLabels, type HeadOptions, headOptions } from "./_options.ts";

/**
 * The standard classification layer: W·x + b, no margin.
 *
 * Weights and bias are initialised as in `torch.nn.Linear`: uniform in ±1/√D.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 *
 * const head = new LinearHead({ classes: 10, embeddingSize: 2 });
 * assertEquals(head.logits(tf.ones([4, 2])).shape, [4, 10]);
 * ```
 */
export class LinearHead implements Head {
  readonly name = "softmax";
  readonly angular = false;
  readonly options: Readonly<Required<HeadOptions>>;
  readonly prototypes: tf.Variable<tf.Rank.R2>; // [C, D]
  /** b, `[C]`. */
  readonly bias: tf.Variable<tf.Rank.R1>;

  /** W `[C, D]` and b `[C]` are initialised uniformly in ±1/√D, as in `torch.nn.Linear`. */
  constructor(options: HeadOptions) {
    this.options = headOptions(this, options, {});
    const { classes, embeddingSize, seed } = this.options;
    const random = seededRandom(seed, 2);
    const bound = 1 / Math.sqrt(embeddingSize);
    const draw = (length: number) =>
      Float32Array.from({ length }, () => bound * (2 * random() - 1));
    const start = draw(classes * embeddingSize); // drawn before the bias
    this.prototypes = tf.tidy(() => tf.variable(tf.tensor2d(start, [classes, embeddingSize])));
    this.bias = tf.tidy(() => tf.variable(tf.tensor1d(draw(classes))));
  }

  get variables(): tf.Variable[] {
    return [this.prototypes, this.bias];
  }

  logits(embeddings: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() =>
      tf.matMul(embeddings, this.prototypes as tf.Tensor2D, false, true).add(this.bias)
    ); // [B, C]
  }

  marginLogits(embeddings: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor2D {
    checkOwnLabels(this, embeddings, labels);
    return this.logits(embeddings);
  }
}
