import { tf } from "../../engine/mod.ts";
import {
  type ApplyOptions,
  decayed,
  type NamedVariables,
  type Optimizer,
  zeroSlots,
} from "./optimizer.ts";
import { placeOf } from "./place.ts";

/**
 * Stochastic gradient descent with momentum, as in `torch.optim.SGD`: b ← μ·b + g, w ← w − rate·b.
 */
export class Sgd implements Optimizer {
  readonly kind = "sgd";
  readonly slots: NamedVariables;
  steps = 0;
  readonly #variables: NamedVariables;
  readonly #momentum: number;
  readonly #weightDecay: number;

  /** `momentum` is μ, 0 for none; `weightDecay` is L2, added to the gradient. */
  constructor(variables: NamedVariables, { momentum = 0.9, weightDecay = 0 } = {}) {
    this.#variables = variables;
    this.#momentum = momentum;
    this.#weightDecay = weightDecay;
    this.slots = momentum === 0 ? {} : zeroSlots("momentum", variables);
  }

  apply(
    gradients: Record<string, tf.Tensor>,
    learningRate: number,
    { rows = {}, factors = {} }: ApplyOptions = {},
  ): void {
    this.steps++;
    tf.tidy(() => {
      for (const [name, raw] of Object.entries(gradients)) {
        const variable = placeOf(this.#variables[name], rows[name]), w = variable.read();
        const change = this.#withMomentum(decayed(raw, w, this.#weightDecay), {
          name,
          rows: rows[name],
        });
        variable.write(w.sub(change.mul(learningRate * (factors[name] ?? 1))));
      }
    });
  }

  dispose(): void {
    tf.dispose(Object.values(this.slots));
  }

  #withMomentum(
    gradient: tf.Tensor,
    { name, rows }: { name: string; rows?: tf.Tensor1D },
  ): tf.Tensor {
    const slot = this.slots[`momentum.${name}`];
    if (!slot) return gradient;
    const average = placeOf(slot, rows);
    const moved = average.read().mul(this.#momentum).add(gradient); // starts at 0, so the first is the gradient itself
    average.write(moved);
    return moved;
  }
}
