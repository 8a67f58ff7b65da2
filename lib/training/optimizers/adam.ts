import { type AdamVariables, type FusedAdam, fusedAdam, tf } from "../../engine/mod.ts";
import { decayed, type NamedVariables, type Optimizer, zeroSlot } from "./optimizer.ts";
import { placeOf } from "./place.ts";

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam with ε added after the bias correction, as PyTorch and tfjs have it.
 *
 * Our own, because tfjs's keeps powers of β in float32 and recomputes them another way on
 * `setWeights`: a resumed run would differ.
 *
 * Source: Kingma and Ba, "Adam" (ICLR 2015), algorithm 1.
 */
export class Adam implements Optimizer {
  readonly kind = "adam";
  steps = 0;
  readonly #variables: Record<string, AdamVariables>;
  readonly #weightDecay: number;
  readonly #fused?: FusedAdam;

  /** The averages start at 0; `weightDecay` is L2, added to the gradient. */
  constructor(variables: NamedVariables, { weightDecay = 0 }: { weightDecay?: number } = {}) {
    this.#weightDecay = weightDecay;
    this.#variables = Object.fromEntries(
      Object.entries(variables).map((
        [name, variable],
      ) => [name, { variable, first: zeroSlot(variable), second: zeroSlot(variable) }]),
    );
    this.#fused = fusedAdam(Object.values(this.#variables), { beta1: BETA1, beta2: BETA2 });
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
    rows: Record<string, tf.Tensor1D> = {},
  ): void {
    this.steps++;
    // √(v/c2) = √v / √c2: dividing the numbers instead of the tensors saves two passes over the
    // largest layer.
    const c1 = 1 - BETA1 ** this.steps, c2 = Math.sqrt(1 - BETA2 ** this.steps);
    const move = { learningRate: learningRate * c2 / c1, epsilon: EPSILON * c2 };
    tf.tidy(() => {
      const whole: [AdamVariables, tf.Tensor][] = [];
      for (const [name, raw] of Object.entries(gradients)) {
        const variables = this.#variables[name];
        if (this.#fused && !rows[name]) {
          whole.push([variables, decayed(raw, variables.variable, this.#weightDecay)]);
        } else this.#move(name, { raw, rows: rows[name], ...move });
      }
      this.#fused?.apply(whole, move);
    });
  }

  dispose(): void {
    this.#fused?.dispose();
    tf.dispose(Object.values(this.#variables).map(({ first, second }) => [first, second]));
  }

  #move(
    name: string,
    { raw, rows, learningRate, epsilon }: {
      raw: tf.Tensor;
      rows?: tf.Tensor1D;
      learningRate: number;
      epsilon: number;
    },
  ): void {
    const { variable, first, second } = this.#variables[name];
    const [at, mean, square] = [variable, first, second].map((one) => placeOf(one, rows));
    const w = at.read(), g = decayed(raw, w, this.#weightDecay);
    const m = mean.read().mul(BETA1).add(g.mul(1 - BETA1));
    const v = square.read().mul(BETA2).add(g.square().mul(1 - BETA2));
    mean.write(m);
    square.write(v);
    at.write(w.sub(m.mul(learningRate).div(v.sqrt().add(epsilon))));
  }
}
