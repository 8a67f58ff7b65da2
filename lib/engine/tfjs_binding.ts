/**
 * What tfjs-node's backend calls underneath its kernels, instead of its compiled addon: the C API,
 * with a number for each tensor.
 */
import type { NodeJSKernelBackend } from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js";
import {
  type Attributes,
  type AttributeValue,
  type DataType,
  type EagerContext,
  type Handle,
  type TensorValues,
  typeName,
  typeNumber,
} from "./c/mod.ts";

type Addon = NodeJSKernelBackend["binding"];

/** A list, as from tfjs-node's kernels, or attributes by name, as from ours. */
type GivenAttributes = { name: string; value: unknown }[] | Attributes;

/**
 * tfjs-node's names for kinds of attributes. The values are not used: the op's definition says what
 * an attribute is.
 */
const attributeKinds = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_ATTR_RESOURCE: 10,
};

const dataTypes = {
  TF_FLOAT: typeNumber("float32"),
  TF_INT32: typeNumber("int32"),
  TF_UINT8: typeNumber("uint8"),
  TF_STRING: typeNumber("string"),
  TF_COMPLEX64: typeNumber("complex64"),
  TF_INT64: typeNumber("int64"),
  TF_BOOL: typeNumber("bool"),
  TF_RESOURCE: typeNumber("resource"),
};

/**
 * The addon's methods over TensorFlow's C API.
 *
 * tfjs has no bfloat16: it takes such a tensor for float32. It still computes in bfloat16, because
 * TensorFlow trusts an op's inputs over its attributes; mixed with float32 it fails with
 * TensorFlow's error, which names both types.
 */
export function tfjsBinding(tensorFlow: EagerContext): Addon {
  const tensors = new TensorTable(tensorFlow);
  const methods = {
    createTensor: (shape: number[], dtype: number, values: TensorValues) =>
      tensors.add(tensorFlow.create(values, { type: typeName(dtype), shape })),
    deleteTensor: (id: number) => tensors.delete(id),
    tensorDataSync: (id: number) => tensorFlow.read(tensors.get(id)),
    executeOp: (op: string, attributes: GivenAttributes, inputs: number[], outputs: number) =>
      tensorFlow.execute(op, inputs.map((id) => tensors.get(id)), byName(attributes), outputs)
        .map((handle) => tensors.describe(handle)),
    isUsingGpuDevice: () => tensorFlow.device === "gpu",
    getNumOfTensors: () => tensors.size,
    getNumOfSavedModels: () => 0,
    loadSavedModel: refuseSavedModel,
    deleteSavedModel: refuseSavedModel,
    runSavedModel: refuseSavedModel,
  };
  return {
    ...attributeKinds,
    ...dataTypes,
    ...methods,
    TF_Version: tensorFlow.version,
  } as unknown as Addon;
}

function refuseSavedModel(): never {
  throw new Error(
    "TensorFlow's saved models are not supported here: convert it with tensorflowjs_converter and load that",
  );
}

function byName(attributes: GivenAttributes): Attributes {
  if (!Array.isArray(attributes)) return attributes as Attributes;
  return Object.fromEntries(attributes.map(({ name, value }) => [name, value as AttributeValue]));
}

/** TensorFlow's tensors by tfjs-node's numbers. */
class TensorTable {
  readonly #tensorFlow: EagerContext;
  readonly #handles = new Map<number, Handle>();
  #next = 0;

  constructor(tensorFlow: EagerContext) {
    this.#tensorFlow = tensorFlow;
  }

  get size(): number {
    return this.#handles.size;
  }

  add(handle: Handle): number {
    this.#handles.set(this.#next, handle);
    return this.#next++;
  }

  get(id: number): Handle {
    const handle = this.#handles.get(id);
    if (!handle) {
      throw new Error(
        `there is no tensor ${id}: it was disposed of, or belongs to another backend`,
      );
    }
    return handle;
  }

  delete(id: number): void {
    this.#tensorFlow.release(this.get(id));
    this.#handles.delete(id);
  }

  /** What tfjs-node wants to know about an op's output. */
  describe(handle: Handle): { id: number; shape: number[]; dtype: number } {
    const type = this.#tensorFlow.typeOf(handle);
    return {
      id: this.add(handle),
      shape: this.#tensorFlow.shapeOf(handle),
      dtype: typeNumber(shownAs[type] ?? type),
    };
  }
}

const shownAs: Partial<Record<DataType, DataType>> = { bfloat16: "float32" };
