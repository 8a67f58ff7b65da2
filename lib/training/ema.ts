import { tf } from "../engine/mod.ts";
import type { Model } from "../types.ts";
import { allVariables } from "./_variables.ts";
import type { NamedVariables } from "./optimizers/optimizer.ts";

/**
 * An exponential moving average of all of a model's variables, running statistics too: after each
 * step e ← decay·e + (1 − decay)·w, from the starting weights on.
 *
 * Source: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992); the
 * exponential form as in timm's `ModelEma`.
 */
export class MovingAverage {
  /** By the variables' names. */
  readonly averages: NamedVariables;
  readonly #variables: NamedVariables;
  readonly #decay: number;

  constructor(model: Model, decay: number) {
    this.#variables = allVariables(model);
    this.#decay = decay;
    const entries = Object.entries(this.#variables);
    this.averages = tf.tidy(() =>
      Object.fromEntries(
        entries.map(([name, variable]) => [name, tf.variable(variable.clone(), false)]),
      )
    );
  }

  /** Follow the weights after a step. */
  update(): void {
    tf.tidy(() => {
      for (const [name, average] of Object.entries(this.averages)) {
        const part = this.#variables[name].mul(1 - this.#decay);
        average.assign(average.mul(this.#decay).add(part));
      }
    });
  }

  /** Run something while the model has the averages for its weights. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    const own = Object.entries(this.#variables).map(([name, variable]) => {
      const value = variable.clone();
      variable.assign(this.averages[name]);
      return [variable, value] as const;
    });
    try {
      return await run();
    } finally {
      for (const [variable, value] of own) variable.assign(value);
      tf.dispose(own.map(([, value]) => value));
    }
  }

  /** Free the averages; the model stays. */
  dispose(): void {
    tf.dispose(Object.values(this.averages));
  }
}
