/** TensorFlow's eager execution: one op at a time, on tensors that TensorFlow holds. */
import { type Attributes, AttributeSetter } from "./attributes.ts";
import { cName, textAt } from "./c_string.ts";
import type { ContextConfig } from "./config.ts";
import { type DataType, typeName } from "./data_type.ts";
import { chooseDevice, type Device, newContext } from "./start.ts";
import { Status } from "./status.ts";
import { freeStrings } from "./strings.ts";
import { openLibrary, type Symbols } from "./symbols.ts";
import {
  allocateTensor,
  sizeOf,
  type TensorDescription,
  type TensorValues,
  valuesOf,
} from "./tensor.ts";

/** A tensor held by TensorFlow until {@linkcode EagerContext.release}. */
export type Handle = Deno.PointerObject;

// No op we call has more outputs.
const MOST_OUTPUTS = 256;

/**
 * TensorFlow keeps a kernel of some kilobytes for every attribute value that it has seen, and a
 * PReLU's slope is a new one at each step: beyond so many it is told to forget them.
 */
const MOST_FLOATS = 2000;

/** TensorFlow in this process: there is one, and it is never closed. */
export class EagerContext {
  /** TensorFlow's version. */
  readonly version: string;
  readonly #c: Symbols;
  readonly #status: Status;
  readonly #context: Deno.PointerValue;
  readonly #device: Device;
  readonly #attributes: AttributeSetter;
  readonly #outputs = new BigUint64Array(MOST_OUTPUTS);
  readonly #count = new Int32Array(1);

  /**
   * Load TensorFlow and start it.
   *
   * @param library The file that holds the C API.
   * @throws When it cannot be loaded. {@linkcode TensorFlowError} when it does not start.
   */
  constructor(library: string, config: ContextConfig = {}) {
    const c = this.#c = openLibrary(library), status = this.#status = new Status(c);
    this.version = textAt(c.TF_Version());
    this.#context = newContext(c, status, config);
    this.#device = chooseDevice(c, status, this.#context);
    this.#attributes = new AttributeSetter(c, { status, context: this.#context });
  }

  /** Where ops run: on the GPU if TensorFlow sees one, else on the CPU. */
  get device(): "gpu" | "cpu" {
    return this.#device.kind;
  }

  /**
   * Copy values into a new tensor. It goes to the device where ops run; int32 and text stay on the
   * CPU, where GPU ops expect them.
   *
   * @throws {TypeError} When the values do not fill the shape.
   */
  create(values: TensorValues, { type, shape }: TensorDescription): Handle {
    const tensor = allocateTensor(this.#c, values, { type, shape });
    try {
      const handle = this.#c.TFE_NewTensorHandle(tensor, this.#status.pointer)!;
      this.#status.check(() => `tensor of ${type} [${shape}]`);
      if (type === "string") {
        return this.#replaced(handle, () => this.execute("DeepCopy", [handle], {}, 1)[0]);
      }
      const stays = this.device === "cpu" || type === "int32";
      return stays ? handle : this.#replaced(handle, () => this.#onDevice(handle));
    } finally {
      // An op's own tensor frees its strings. This one was filled by hand, and its copy has its
      // own.
      if (type === "string") freeStrings(this.#c, this.#c.TF_TensorData(tensor), sizeOf(shape));
      this.#c.TF_DeleteTensor(tensor);
    }
  }

  #replaced(handle: Handle, copy: () => Handle): Handle {
    try {
      return copy();
    } finally {
      this.release(handle);
    }
  }

  #onDevice(handle: Handle): Handle {
    const { name } = this.#device;
    const copy = this.#c.TFE_TensorHandleCopyToDevice(
      handle,
      this.#context,
      name,
      this.#status.pointer,
    );
    this.#status.check(() => `copy of ${this.describe(handle)} to the ${this.device}`);
    return copy!;
  }

  /**
   * Run an op.
   *
   * @param op Its name, as in Python's `tf.raw_ops`.
   * @param outputs Its number of outputs.
   * @returns The outputs; the caller releases them.
   * @throws {TensorFlowError} It names the op, its inputs and TensorFlow's complaint.
   */
  execute(
    op: string,
    inputs: readonly Handle[],
    attributes: Attributes,
    outputs: number,
  ): Handle[] {
    const called = () => `${op}(${inputs.map((input) => this.describe(input)).join(", ")})`;
    const pointer = this.#c.TFE_NewOp(this.#context, cName(op), this.#status.pointer)!;
    this.#status.check(called);
    try {
      for (const input of inputs) {
        this.#c.TFE_OpAddInput(pointer, input, this.#status.pointer);
        this.#status.check(called);
      }
      for (const name in attributes) {
        this.#attributes.set(pointer, { opName: op, name, value: attributes[name] });
      }
      this.#count[0] = outputs;
      this.#c.TFE_Execute(pointer, this.#outputs, this.#count, this.#status.pointer);
      this.#status.check(called);
    } finally {
      this.#c.TFE_DeleteOp(pointer);
    }
    if (this.#attributes.floats.size > MOST_FLOATS) this.#forgetKernels();
    return this.#results(op, outputs);
  }

  #forgetKernels(): void {
    this.#c.TFE_ContextClearCaches(this.#context);
    this.#attributes.floats.clear();
  }

  #results(op: string, wanted: number): Handle[] {
    const handles: Handle[] = [];
    for (let i = 0; i < this.#count[0]; i++) {
      handles.push(Deno.UnsafePointer.create(this.#outputs[i])!);
    }
    if (handles.length === wanted) return handles;
    for (const handle of handles) this.release(handle);
    throw new TypeError(`${op} has ${handles.length} results, ${wanted} were asked for`);
  }

  /** Read a tensor's values; bfloat16 as float32, a resource as bytes. */
  read(handle: Handle): TensorValues {
    const description = { type: this.typeOf(handle), shape: this.shapeOf(handle) };
    const tensor = this.#c.TFE_TensorHandleResolve(handle, this.#status.pointer);
    this.#status.check(() => `values of ${this.describe(handle)}`);
    try {
      return valuesOf(this.#c, tensor, description);
    } finally {
      this.#c.TF_DeleteTensor(tensor);
    }
  }

  /** A tensor's type. */
  typeOf(handle: Handle): DataType {
    return typeName(this.#c.TFE_TensorHandleDataType(handle));
  }

  /** A tensor's shape. */
  shapeOf(handle: Handle): number[] {
    const rank = this.#c.TFE_TensorHandleNumDims(handle, this.#status.pointer),
      shape: number[] = [];
    for (let axis = 0; axis < rank; axis++) {
      shape.push(Number(this.#c.TFE_TensorHandleDim(handle, axis, this.#status.pointer)));
    }
    return shape;
  }

  /** `float32 [2,3]`. */
  describe(handle: Handle): string {
    return `${this.typeOf(handle)} [${this.shapeOf(handle)}]`;
  }

  /** Free a tensor; it must not be used again. */
  release(handle: Handle): void {
    this.#c.TFE_DeleteTensorHandle(handle);
  }
}
