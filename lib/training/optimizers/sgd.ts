import { tf } from "../../engine/mod.ts";
import { decayed, type NamedVariables, type Optimizer, zeroSlots } from "./optimizer.ts";

/** Stochastic gradient descent with momentum as `torch.optim.SGD` has it: b ← μ·b + g, w ← w − rate·b. */
export class Sgd implements Optimizer {
  readonly kind = "sgd";
  readonly slots: NamedVariables;
  steps = 0;
  readonly #variables: NamedVariables;
  readonly #momentum: number;
  readonly #weightDecay: number;

  constructor(variables: NamedVariables, { momentum = 0.9, weightDecay = 0 } = {}) {
    this.#variables = variables;
    this.#momentum = momentum;
    this.#weightDecay = weightDecay;
    this.slots = momentum === 0 ? {} : zeroSlots("momentum", variables);
  }

  apply(gradients: Record<string, tf.Tensor>, learningRate: number): void {
    this.steps++;
    tf.tidy(() => {
      for (const [name, raw] of Object.entries(gradients)) {
        const variable = this.#variables[name];
        const change = this.#withMomentum(name, decayed(raw, variable, this.#weightDecay));
        variable.assign(variable.sub(change.mul(learningRate)));
      }
    });
  }

  #withMomentum(name: string, gradient: tf.Tensor): tf.Tensor {
    const average = this.slots[`momentum.${name}`];
    if (!average) return gradient;
    average.assign(average.mul(this.#momentum).add(gradient)); // starts at 0, so the first is the gradient itself
    return average;
  }
}
