import { sharedPrelu, tf } from "../../engine/mod.ts";
import { weightOf } from "./_weights.ts";

/**
 * PReLU with one slope for the whole layer, starting at 0.25, as in `torch.nn.PReLU()`.
 *
 * Saved as the stock layer with all axes shared, so plain tfjs can load it.
 */
export class PReLU extends tf.layers.Layer {
  static readonly className = "PReLU";
  #alpha!: tf.Variable;
  #sharedAxes: number[] = [];

  override build(inputShape: tf.Shape): void {
    this.#sharedAxes = inputShape.map((_, axis) => axis).slice(1);
    const shape = this.#sharedAxes.map(() => 1);
    this.#alpha = weightOf(
      this.addWeight("alpha", shape, "float32", tf.initializers.constant({ value: 0.25 })),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return sharedPrelu(Array.isArray(inputs) ? inputs[0] : inputs, this.#alpha);
  }

  /** α, of size 1. */
  get slope(): tf.Variable {
    return this.#alpha;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), sharedAxes: this.#sharedAxes };
  }
}
