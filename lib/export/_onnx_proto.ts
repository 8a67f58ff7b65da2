/** ONNX's messages, as `onnx-buf` has them: nodes, tensors and a model as bytes. */
import type { Weight } from "./_plain_layer.ts";

const formats = () => import("npm:onnx-buf@1.20.0-1");
const buffers = () => import("npm:@bufbuild/protobuf@2.17.0");

type Formats = Awaited<ReturnType<typeof formats>>;
type Buffers = Awaited<ReturnType<typeof buffers>>;

/** Whole numbers, a list of them, or a real number. */
export type Attribute = number | readonly number[] | { float: number };

/** Where a graph's values come in or go out: a number is fixed, a name is open. */
export interface Port {
  name: string;
  dims: readonly (number | string)[];
}

/** One operation: the values that it takes and the one that it gives, by name. */
export interface OnnxNode {
  type: string;
  inputs: readonly string[];
  output: string;
  attributes?: Readonly<Record<string, Attribute>>;
}

/** Numbers of a graph: float32, or int64. */
export type Constant = Weight | { shape: number[]; data: BigInt64Array };

/** A network as ONNX sees it. */
export interface OnnxGraph {
  name: string;
  inputs: readonly Port[];
  outputs: readonly Port[];
  nodes: readonly OnnxNode[];
  /** Constants by name. */
  constants: Readonly<Record<string, Constant>>;
  metadata: Readonly<Record<string, string>>;
}

/** Of 2022; all that is used here is in it, and all programs of today read it. */
const OPSET = 17n, IR_VERSION = 8n;

/** A model file's bytes. */
export async function onnxBytes(graph: OnnxGraph): Promise<Uint8Array> {
  const [o, b] = await Promise.all([formats(), buffers()]);
  const { name, metadata, nodes, constants, inputs, outputs } = graph;
  const model = b.create(o.ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "margin-losses",
    opsetImport: [b.create(o.OperatorSetIdProtoSchema, { domain: "", version: OPSET })],
    metadataProps: Object.entries(metadata).map(([key, value]) =>
      b.create(o.StringStringEntryProtoSchema, { key, value })
    ),
    graph: b.create(o.GraphProtoSchema, {
      name,
      node: nodes.map((node) => nodeOf(o, b, node)),
      initializer: Object.entries(constants).map(([name, value]) => constantOf(o, b, name, value)),
      input: inputs.map((port) => portOf(o, b, port)),
      output: outputs.map((port) => portOf(o, b, port)),
    }),
  });
  return b.toBinary(o.ModelProtoSchema, model);
}

function constantOf(o: Formats, b: Buffers, name: string, { shape, data }: Constant) {
  const { FLOAT, INT64 } = o.TensorProto_DataType;
  return b.create(o.TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: data instanceof Float32Array ? FLOAT : INT64,
    rawData: new Uint8Array(data.slice().buffer),
  });
}

function nodeOf(o: Formats, b: Buffers, { type, inputs, output, attributes = {} }: OnnxNode) {
  const { AttributeProto_AttributeType: types, AttributeProtoSchema } = o;
  const attribute = Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "number") {
      return b.create(AttributeProtoSchema, { name, type: types.INT, i: BigInt(value) });
    }
    return "float" in value
      ? b.create(AttributeProtoSchema, { name, type: types.FLOAT, f: value.float })
      : b.create(AttributeProtoSchema, { name, type: types.INTS, ints: value.map(BigInt) });
  });
  return b.create(o.NodeProtoSchema, {
    name: output,
    opType: type,
    input: [...inputs],
    output: [output],
    attribute,
  });
}

function portOf(o: Formats, b: Buffers, { name, dims }: Port) {
  const dim = dims.map((size) =>
    b.create(o.TensorShapeProto_DimensionSchema, {
      value: typeof size === "number"
        ? { case: "dimValue", value: BigInt(size) }
        : { case: "dimParam", value: size },
    })
  );
  const shape = b.create(o.TensorShapeProtoSchema, { dim });
  const elemType = o.TensorProto_DataType.FLOAT;
  const value = b.create(o.TypeProto_TensorSchema, { elemType, shape });
  const type = b.create(o.TypeProtoSchema, { value: { case: "tensorType", value } });
  return b.create(o.ValueInfoProtoSchema, { name, type });
}

/** A model file's constants by name, the whole numbers left out. */
export async function onnxConstants(bytes: Uint8Array): Promise<Record<string, Weight>> {
  const [o, b] = await Promise.all([formats(), buffers()]);
  const { graph } = b.fromBinary(o.ModelProtoSchema, bytes);
  const floats = graph!.initializer.filter((tensor) =>
    tensor.dataType === o.TensorProto_DataType.FLOAT
  );
  return Object.fromEntries(floats.map(({ name, dims, rawData }) => [name, {
    shape: dims.map(Number),
    data: new Float32Array(rawData.slice().buffer),
  }]));
}
