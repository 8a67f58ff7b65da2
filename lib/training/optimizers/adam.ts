import { type AdamVariables, type FusedAdam, fusedAdam, tf } from "../../engine/mod.ts";
import {
  type ApplyOptions,
  decayed,
  type NamedVariables,
  type Optimizer,
  zeroSlot,
} from "./optimizer.ts";
import { type Place, placeOf } from "./place.ts";

/** Options of {@linkcode Adam}. */
export interface AdamOptions {
  /**
   * L2, added to the gradient.
   * @default {0}
   */
  weightDecay?: number;
  /**
   * AdamW: a step multiplies weights by 1 − rate · weightDecay and leaves the gradient unchanged.
   * @default {false}
   */
  decoupled?: boolean;
  /**
   * Decay of the gradients' running mean.
   * @default {0.9}
   */
  beta1?: number;
  /**
   * Decay of the squared gradients' running mean.
   * @default {0.999}
   */
  beta2?: number;
  /**
   * Added to the denominator, after bias correction.
   * @default {1e-8}
   */
  epsilon?: number;
}

/**
 * Adam with ε added after bias correction, as in PyTorch and tfjs.
 *
 * Our own, because tfjs's stores powers of β in float32 and recomputes them differently in
 * `setWeights`, so a resumed run would differ.
 *
 * Source: Kingma and Ba, "Adam" (ICLR 2015), algorithm 1; AdamW: Loshchilov and Hutter, "Decoupled
 * Weight Decay Regularization" (ICLR 2019), algorithm 2, with the rate in the decay as in
 * `torch.optim.AdamW`.
 */
export class Adam implements Optimizer {
  readonly kind: "adam" | "adamw";
  steps = 0;
  readonly #variables: Record<string, AdamVariables>;
  readonly #options: Required<AdamOptions>;
  readonly #fused?: FusedAdam;

  /** The averages start at 0. */
  constructor(variables: NamedVariables, options: AdamOptions = {}) {
    const { weightDecay = 0, decoupled = false } = options;
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    this.kind = decoupled ? "adamw" : "adam";
    this.#options = { weightDecay, decoupled, beta1, beta2, epsilon };
    this.#variables = Object.fromEntries(
      Object.entries(variables).map((
        [name, variable],
      ) => [name, { variable, first: zeroSlot(variable), second: zeroSlot(variable) }]),
    );
    this.#fused = fusedAdam(Object.values(this.#variables), { beta1, beta2 });
  }

  get slots(): NamedVariables {
    this.#fused?.pull();
    const entries = Object.entries(this.#variables);
    return Object.fromEntries([
      ...entries.map(([name, { first }]) => [`m.${name}`, first]),
      ...entries.map(([name, { second }]) => [`v.${name}`, second]),
    ]);
  }

  apply(
    gradients: Record<string, tf.Tensor>,
    learningRate: number,
    { rows = {}, factors = {} }: ApplyOptions = {},
  ): void {
    this.steps++;
    tf.tidy(() => {
      const whole = new Map<number, [AdamVariables, tf.Tensor][]>(); // by rate
      for (const [name, raw] of Object.entries(gradients)) {
        const variables = this.#variables[name], rate = learningRate * (factors[name] ?? 1);
        const gradient = this.#decay(raw, placeOf(variables.variable, rows[name]), rate);
        if (this.#fused && !rows[name]) {
          whole.set(rate, [...(whole.get(rate) ?? []), [variables, gradient]]);
        } else this.#move(variables, { gradient, rows: rows[name], ...this.#moveAt(rate) });
      }
      for (const [rate, some] of whole) this.#fused!.apply(some, this.#moveAt(rate));
    });
  }

  /**
   * √(v/c2) = √v / √c2: dividing scalars instead of tensors saves two passes over the largest
   * layer.
   */
  #moveAt(learningRate: number): { learningRate: number; epsilon: number } {
    const { beta1, beta2, epsilon } = this.#options;
    const c1 = 1 - beta1 ** this.steps, c2 = Math.sqrt(1 - beta2 ** this.steps);
    return { learningRate: learningRate * c2 / c1, epsilon: epsilon * c2 };
  }

  /** Weight decay, added to the gradient, which is returned, or applied to the weights directly. */
  #decay(gradient: tf.Tensor, weights: Place, rate: number): tf.Tensor {
    const { weightDecay, decoupled } = this.#options;
    if (weightDecay === 0) return gradient;
    if (!decoupled) return decayed(gradient, weights.read(), weightDecay);
    weights.write(weights.read().mul(1 - rate * weightDecay));
    return gradient;
  }

  dispose(): void {
    this.#fused?.dispose();
    tf.dispose(Object.values(this.#variables).map(({ first, second }) => [first, second]));
  }

  #move(
    { variable, first, second }: AdamVariables,
    { gradient, rows, learningRate, epsilon }: {
      gradient: tf.Tensor;
      rows?: tf.Tensor1D;
      learningRate: number;
      epsilon: number;
    },
  ): void {
    const { beta1, beta2 } = this.#options;
    const [at, mean, square] = [variable, first, second].map((one) => placeOf(one, rows));
    const m = mean.read().mul(beta1).add(gradient.mul(1 - beta1));
    const v = square.read().mul(beta2).add(gradient.square().mul(1 - beta2));
    mean.write(m);
    square.write(v);
    at.write(at.read().sub(m.mul(learningRate).div(v.sqrt().add(epsilon))));
  }
}
