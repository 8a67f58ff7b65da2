import { tf } from "../tensorflow.ts";
import { run, runAll } from "./native_backend.ts";

/**
 * TensorFlow's name for variables without one, each of which is its own: with names it would keep a
 * kernel for every variable that there ever was. It is `ResourceHandle::ANONYMOUS_NAME` in its
 * sources.
 */
const ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/**
 * A tfjs variable that TensorFlow also holds as a resource, so that its ops can update it in place.
 * Assignments to the variable take effect with the next {@linkcode push}; updates by ops reach the
 * variable with {@linkcode pull}.
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
      shared_name: ANONYMOUS,
    };
    this.handle = tf.keep(run("VarHandleOp", [], attributes));
  }

  /** Copy the variable's values to TensorFlow, unless it has them. */
  push(): void {
    if (this.#variable.dataId === this.#seen) return;
    runAll("AssignVariableOp", [this.handle, this.#variable], { outputs: 0 });
    this.#seen = this.#variable.dataId;
  }

  /** Give the variable TensorFlow's values, unless its own are newer; no copy is made. */
  pull(): void {
    if (this.#variable.dataId !== this.#seen) return;
    const value = run("ReadVariableOp", [this.handle], { dtype: "float32" });
    this.#variable.assign(value);
    value.dispose();
    this.#seen = this.#variable.dataId;
  }

  /** The variable is kept, with its last values. */
  dispose(): void {
    runAll("DestroyResourceOp", [this.handle], { ignore_lookup_error: true, outputs: 0 });
    this.handle.dispose();
  }
}
