import { tf } from "../tensorflow.ts";
import { AttributeWriter, type NativeBackend } from "./native_backend.ts";

/**
 * A tfjs variable that TensorFlow keeps too, as a resource, so that its ops can move it in place. Who assigns to the variable is heeded
 * at the next {@linkcode push}; what an op has moved arrives in the variable with {@linkcode pull}.
 */
export class MirroredVariable {
  readonly handle: tf.Tensor;
  readonly #variable: tf.Variable;
  readonly #backend: NativeBackend;
  readonly #write: AttributeWriter;
  #seen?: unknown;

  constructor(variable: tf.Variable, backend: NativeBackend) {
    this.#variable = variable;
    this.#backend = backend;
    this.#write = new AttributeWriter(backend);
    const attributes = [
      this.#write.float32Type("dtype"),
      this.#write.shape("shape", variable.shape),
      this.#write.text("container", ""),
      this.#write.text("shared_name", crypto.randomUUID()),
    ];
    this.handle = tf.keep(backend.executeSingleOutput("VarHandleOp", attributes, []));
  }

  /** Give TensorFlow the variable's values, unless it has them. */
  push(): void {
    if (this.#variable.dataId === this.#seen) return;
    const inputs = [this.handle, this.#variable];
    this.#backend.executeMultipleOutputs("AssignVariableOp", [this.#write.float32Type("dtype")], inputs, 0);
    this.#seen = this.#variable.dataId;
  }

  /** Give the variable TensorFlow's values, unless it has newer ones of its own; no copy is made. */
  pull(): void {
    if (this.#variable.dataId !== this.#seen) return;
    const dtype = this.#write.float32Type("dtype");
    const value = this.#backend.executeSingleOutput("ReadVariableOp", [dtype], [this.handle]);
    this.#variable.assign(value);
    value.dispose();
    this.#seen = this.#variable.dataId;
  }

  /** The variable stays, with what it last got. */
  dispose(): void {
    const attributes = [this.#write.flag("ignore_lookup_error", true)];
    this.#backend.executeMultipleOutputs("DestroyResourceOp", attributes, [this.handle], 0);
    this.handle.dispose();
  }
}
