import { tf } from "../tensorflow.ts";
import { run, runAll } from "./native_backend.ts";

/**
 * A tfjs variable that TensorFlow keeps too, as a resource, so that its ops can move it in place.
 * Who assigns to the variable is heeded at the next {@linkcode push}; what an op has moved arrives
 * in the variable with {@linkcode pull}.
 */
export class MirroredVariable {
  readonly handle: tf.Tensor;
  readonly #variable: tf.Variable;
  #seen?: unknown;

  constructor(variable: tf.Variable) {
    this.#variable = variable;
    const attributes = {
      dtype: "float32",
      shape: variable.shape,
      container: "",
      shared_name: crypto.randomUUID(),
    };
    this.handle = tf.keep(run("VarHandleOp", [], attributes));
  }

  /** Give TensorFlow the variable's values, unless it has them. */
  push(): void {
    if (this.#variable.dataId === this.#seen) return;
    runAll("AssignVariableOp", [this.handle, this.#variable], { outputs: 0 });
    this.#seen = this.#variable.dataId;
  }

  /**
   * Give the variable TensorFlow's values, unless it has newer ones of its own; no copy is made.
   */
  pull(): void {
    if (this.#variable.dataId !== this.#seen) return;
    const value = run("ReadVariableOp", [this.handle], { dtype: "float32" });
    this.#variable.assign(value);
    value.dispose();
    this.#seen = this.#variable.dataId;
  }

  /** The variable stays, with what it last got. */
  dispose(): void {
    runAll("DestroyResourceOp", [this.handle], { ignore_lookup_error: true, outputs: 0 });
    this.handle.dispose();
  }
}
