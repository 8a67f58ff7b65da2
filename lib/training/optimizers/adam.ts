import { tf } from "../../engine/mod.ts";
import { decayed, type NamedVariables, type Optimizer, zeroSlots } from "./optimizer.ts";
import { type Place, placeOf } from "./place.ts";

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam with ε added after the bias correction, as PyTorch and tfjs have it.
 *
 * Our own, because tfjs's keeps powers of β in float32 and recomputes them another way on `setWeights`: a resumed run would differ.
 *
 * Source: Kingma and Ba, "Adam" (ICLR 2015), algorithm 1.
 */
export class Adam implements Optimizer {
  readonly kind = "adam";
  readonly slots: NamedVariables;
  steps = 0;
  readonly #variables: NamedVariables;
  readonly #weightDecay: number;

  constructor(variables: NamedVariables, { weightDecay = 0 }: { weightDecay?: number } = {}) {
    this.#variables = variables;
    this.#weightDecay = weightDecay;
    this.slots = { ...zeroSlots("m", variables), ...zeroSlots("v", variables) };
  }

  apply(gradients: Record<string, tf.Tensor>, learningRate: number, rows: Record<string, tf.Tensor1D> = {}): void {
    this.steps++;
    tf.tidy(() => {
      for (const [name, gradient] of Object.entries(gradients)) {
        const variables = [this.#variables[name], this.slots[`m.${name}`], this.slots[`v.${name}`]];
        this.#move(variables.map((variable) => placeOf(variable, rows[name])), gradient, learningRate);
      }
    });
  }

  #move([variable, first, second]: Place[], raw: tf.Tensor, learningRate: number): void {
    const w = variable.read(), g = decayed(raw, w, this.#weightDecay);
    const m = first.read().mul(BETA1).add(g.mul(1 - BETA1));
    const v = second.read().mul(BETA2).add(g.square().mul(1 - BETA2));
    first.write(m);
    second.write(v);
    // √(v/c2) = √v / √c2: dividing the numbers instead of the tensors saves two passes over the largest layer.
    const c1 = 1 - BETA1 ** this.steps, c2 = Math.sqrt(1 - BETA2 ** this.steps);
    const change = m.mul(learningRate * c2 / c1).div(v.sqrt().add(EPSILON * c2));
    variable.write(w.sub(change));
  }
}
