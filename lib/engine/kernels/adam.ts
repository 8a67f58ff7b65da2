import { chosenOps } from "../op_set.ts";
import { tf } from "../tensorflow.ts";
import { attempt, NATIVE, runAll } from "./native_backend.ts";
import { MirroredVariable } from "./resource.ts";

/**
 * A variable and Adam's running averages of its gradient and of the gradient's square, all of one
 * shape.
 */
export interface AdamVariables {
  variable: tf.Variable;
  first: tf.Variable;
  second: tf.Variable;
}

/** What one step sets; both numbers include the bias correction. */
export interface AdamMove {
  learningRate: number;
  epsilon: number;
}

/** β₁ and β₂. */
export interface AdamRates {
  beta1: number;
  beta2: number;
}

/**
 * Adam's update of a whole variable as one op, TensorFlow's `ResourceApplyAdam`: a quarter of the
 * time of separate ops for a large layer, a twentieth for a small one.
 */
export class FusedAdam {
  readonly #rates: tf.Scalar[];
  readonly #mirrors: Map<AdamVariables, MirroredVariable[]>;

  constructor({ beta1, beta2, variables }: AdamRates & { variables: AdamVariables[] }) {
    this.#rates = [beta1, beta2].map((beta) => tf.keep(tf.scalar(beta)));
    const mirror = (one: tf.Variable) => new MirroredVariable(one);
    this.#mirrors = new Map(
      variables.map((all) => [all, [all.variable, all.first, all.second].map(mirror)]),
    );
  }

  /**
   * Update variables and their averages; {@linkcode pull} copies the averages to their tfjs
   * variables.
   */
  apply(gradients: [AdamVariables, tf.Tensor][], { learningRate, epsilon }: AdamMove): void {
    const numbers = [0, 0, learningRate, epsilon].map((value) => tf.scalar(value)); // no power of β: see AdamMove
    for (const [variables, gradient] of gradients) this.#move(variables, gradient, numbers);
    tf.dispose(numbers);
  }

  #move(variables: AdamVariables, gradient: tf.Tensor, numbers: tf.Scalar[]): void {
    const mirrors = this.#mirrors.get(variables);
    if (!mirrors) throw new Error("FusedAdam: a variable that it was not made for");
    for (const mirror of mirrors) mirror.push();
    const handles = mirrors.map(({ handle }) => handle);
    const inputs = [...handles, ...numbers.slice(0, 3), ...this.#rates, numbers[3], gradient];
    runAll("ResourceApplyAdam", inputs, { use_locking: false, use_nesterov: false, outputs: 0 });
    mirrors[0].pull();
  }

  /** Copy the averages to their tfjs variables. */
  pull(): void {
    for (const [, first, second] of this.#mirrors.values()) {
      for (const average of [first, second]) average.pull();
    }
  }

  /** The variables are kept. */
  dispose(): void {
    for (const mirror of [...this.#mirrors.values()].flat()) mirror.dispose();
    tf.dispose(this.#rates);
  }
}

/** The fused update, if the chosen ops and the engine have it. */
export function fusedAdam(variables: AdamVariables[], rates: AdamRates): FusedAdam | undefined {
  if (chosenOps() !== "fast" || tf.getBackend() !== NATIVE) return undefined;
  return worksHere() ? new FusedAdam({ ...rates, variables }) : undefined;
}

let works: boolean | undefined;

/** Tried once, on one number: Adam's first step has the size of its learning rate. */
function worksHere(): boolean {
  works ??= attempt(() => {
    const one = () => tf.variable(tf.scalar(1), false);
    const variables = { variable: one(), first: one(), second: one() };
    const adam = new FusedAdam({ beta1: 0, beta2: 0, variables: [variables] });
    tf.tidy(() => adam.apply([[variables, tf.scalar(4)]], { learningRate: 0.5, epsilon: 0 }));
    const moved = variables.variable.dataSync()[0] === 0.5;
    adam.dispose();
    tf.dispose(Object.values(variables));
    return moved;
  }) ?? false;
  return works;
}
