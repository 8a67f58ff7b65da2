import { tf } from "../engine/mod.ts";
import type { Model } from "../types.ts";
import { allVariables } from "./_variables.ts";
import type { NamedVariables } from "./optimizers/optimizer.ts";

/**
 * Exponential moving average of all of a model's variables, running statistics included: after each
 * step e ← decay·e + (1 − decay)·w, starting from the initial weights.
 *
 * Source: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992); the
 * exponential form as in timm's `ModelEma`.
 */
export class MovingAverage {
  /** By variable name. */
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

  /** Update the averages after a step. */
  update(): void {
    tf.tidy(() => {
      for (const [name, average] of Object.entries(this.averages)) {
        const part = this.#variables[name].mul(1 - this.#decay);
        average.assign(average.mul(this.#decay).add(part));
      }
    });
  }

  /** Run a function with the averages as the model's weights. */
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

  /** Free the averages, not the model. */
  dispose(): void {
    tf.dispose(Object.values(this.averages));
  }
}
