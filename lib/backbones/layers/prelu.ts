import { canShareSlope, engineInfo, sharedPrelu, tf } from "../../engine/mod.ts";
import { weightOf } from "./_weights.ts";

/**
 * PReLU with one slope for the whole layer, starting at 0.25, as `torch.nn.PReLU()` has it.
 *
 * Saved as the stock layer with all axes shared, so plain tfjs loads it.
 */
export class PReLU extends tf.layers.Layer {
  static readonly className = "PReLU";
  /** Set where max-pooling follows: it then activates what it has pooled. */
  comesAfterPooling = false;
  /** Set where a batch norm comes before, which then may take over a part of the slope's gradient. */
  comesAfterNorm = false;
  #alpha!: tf.Variable;
  #sharedAxes: number[] = [];

  override build(inputShape: tf.Shape): void {
    this.#sharedAxes = inputShape.map((_, axis) => axis).slice(1);
    const shape = this.#sharedAxes.map(() => 1);
    this.#alpha = weightOf(this.addWeight("alpha", shape, "float32", tf.initializers.constant({ value: 0.25 })));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return this.waits() ? x.clone() : this.activate(x, kwargs);
  }

  /** PReLU itself, wherever in the chain it happens. */
  activate(x: tf.Tensor, { training = false }: { training?: boolean }): tf.Tensor {
    return sharedPrelu(x, this.#alpha, { sharesSlope: training && this.sharesSlope() });
  }

  /** Whether in training the batch norm before it takes over a part of the slope's gradient. */
  sharesSlope(): boolean {
    return this.comesAfterNorm && this.#sharedAxes.length === 3 && canShareSlope(this.#alpha); // of vectors it saves nothing
  }

  /** The slope, of size 1. */
  get alphaVariable(): tf.Variable {
    return this.#alpha;
  }

  /** Whether it leaves its work to the pooling behind it: exact while α > 0, and α is free to read where the engine is the CPU. */
  waits(): boolean {
    return this.comesAfterPooling && engineInfo().device === "cpu" && this.#alpha.dataSync()[0] > 0;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), sharedAxes: this.#sharedAxes };
  }
}
