/** Ops by name: their attributes, their errors, and that nothing is left behind. */
import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { type Attributes, TensorFlowError } from "../../../lib/engine/c/mod.ts";
import {
  make,
  needsTensorFlow,
  residentMegabytes,
  tensorFlow,
  textOf,
  valuesOf,
} from "./_context.ts";

const test = (name: string, fn: () => void) => Deno.test({ name, ...needsTensorFlow, fn });
const floats = (values: number[], shape = [values.length]) =>
  make(Float32Array.from(values), "float32", shape);
const integers = (values: number[], shape = [values.length]) =>
  make(Int32Array.from(values), "int32", shape);

test("execute() multiplies matrices as plain numbers do, and takes types from the inputs", () => {
  const a = floats([1, 2, 3, 4, 5, 6], [2, 3]), b = floats([7, 8, 9, 10, 11, 12], [3, 2]);
  assertEquals(valuesOf("MatMul", [a, b]), Float32Array.of(58, 64, 139, 154));
  assertEquals(valuesOf("MatMul", [a, a], { transpose_b: true }), Float32Array.of(14, 32, 32, 77));
});

test("execute() sets attributes of each kind", () => {
  const hot = [integers([1]), integers([2], []), floats([5], []), floats([3], [])];
  assertEquals(valuesOf("OneHot", hot, { axis: -1 }), Float32Array.of(3, 5)); // int
  assertEquals(valuesOf("LeakyRelu", [floats([-2, 2])], { alpha: 0.25 }), Float32Array.of(-0.5, 2)); // float
  assertEquals(
    valuesOf("Cumsum", [floats([1, 2]), integers([0], [])], { reverse: true }),
    Float32Array.of(3, 2),
  ); // bool
  assertEquals(valuesOf("Cast", [floats([1.7])], { DstT: "int32" }), Int32Array.of(1)); // type
  assertEquals(textOf(valuesOf("AsString", [integers([7])], { fill: "0", width: 3n })), ["007"]); // string, bigint
  assertEquals(
    valuesOf("Const", [], { dtype: "float32", value: floats([3, 4]) }),
    Float32Array.of(3, 4),
  ); // tensor
});

test("execute() sets lists of each kind", () => {
  assertEquals(
    valuesOf("Bucketize", [floats([0.5, 1.5])], { boundaries: [1, 2] }),
    Int32Array.of(0, 1),
  ); // float
  const convolution = {
    ...{ TArgs: ["float32"], num_args: 1, num_host_args: 0, epsilon: 0, leakyrelu_alpha: 0.5 }, // type
    ...{ strides: [1, 1, 1, 1], padding: "VALID", fused_ops: ["BiasAdd", "LeakyRelu"] }, // int, string
  };
  const inputs = [floats([1, 2, 3, 4], [1, 2, 2, 1]), floats([1, 10], [1, 2, 1, 1]), floats([-50])];
  assertEquals(valuesOf("_FusedConv2D", inputs, convolution), Float32Array.of(-14.5, -3.5)); // half of 21 − 50, 43 − 50
});

test("execute() sets shapes and functions, alone and in lists, as TensorFlow's answers show", () => {
  const refused = (op: string, attributes: Attributes, answer: string) =>
    assertThrows(() => tensorFlow().execute(op, [], attributes, 1), TensorFlowError, answer);
  refused("Placeholder", { dtype: "float32", shape: [2, -1] }, "[2,?]");
  refused("Placeholder", { dtype: "float32", shape: null }, "with dtype float (");
  const queue = {
    component_types: ["float32", "int32"],
    shapes: [[2], [1, 3]],
    shared_name: "execute_test",
  };
  const [handle] = tensorFlow().execute("FIFOQueueV2", [], queue, 1);
  const put = (first: number[]) => () =>
    tensorFlow().execute("QueueEnqueueV2", [handle, floats(first), integers([1, 2, 3], [1, 3])], {
      Tcomponents: ["float32", "int32"],
    }, 0);
  assertThrows(put([1, 2, 3]), TensorFlowError, "Expected [2], got [3]");
  put([1, 2])();
  const types = { Tin: ["float32"], Tout: ["float32"] };
  const call = (op: string, attributes: Attributes, input = floats([1])) => () =>
    tensorFlow().execute(op, [integers([0], []), input].slice(op === "Case" ? 0 : 1), {
      ...types,
      ...attributes,
    }, 1);
  assertThrows(call("StatefulPartitionedCall", { f: "unheard" }), TensorFlowError, '"unheard"');
  assertThrows(
    call("Case", { branches: ["Neg", "Abs"], output_shapes: [[1]] }),
    TensorFlowError,
    "Neg is not defined",
  );
  assertThrows(call("Case", { branches: ["unheard"] }), TensorFlowError, "function unheard");
});

const a = () => floats([1, 2, 3, 4, 5, 6], [2, 3]);
const refusals: [string, () => unknown, typeof TensorFlowError | typeof TypeError, string][] = [
  [
    "an op that does not exist",
    () => tensorFlow().execute("MatMull", [a()], {}, 1),
    TensorFlowError,
    "MatMull(float32 [2,3])",
  ],
  [
    "shapes that do not fit",
    () => valuesOf("MatMul", [a(), a()]),
    TensorFlowError,
    "MatMul(float32 [2,3], float32 [2,3]): Matrix size-incompatible",
  ],
  [
    "types that do not fit",
    () => valuesOf("AddV2", [a(), integers([1])]),
    TensorFlowError,
    "AddV2(float32 [2,3], int32 [1]): ",
  ],
  ["too few inputs", () => valuesOf("MatMul", [a()]), TensorFlowError, "expected 2 inputs, got 1"],
  [
    "an attribute that the op has not",
    () => valuesOf("MatMul", [a(), a()], { turned: true }),
    TensorFlowError,
    "attribute turned of MatMul",
  ],
  [
    "a flag that is a number",
    () => valuesOf("MatMul", [a(), a()], { transpose_b: 1 }),
    TypeError,
    "attribute transpose_b of MatMul must be true or false, it got 1",
  ],
  [
    "a number that is text",
    () => valuesOf("LeakyRelu", [a()], { alpha: "0.5" }),
    TypeError,
    'must be a number, it got "0.5"',
  ],
  [
    "a type that does not exist",
    () => valuesOf("Cast", [a()], { DstT: "float12" }),
    TypeError,
    "the name of a type",
  ],
  [
    "one value for a list",
    () => valuesOf("MaxPool", [a()], { ksize: 2 }),
    TypeError,
    "attribute ksize of MaxPool is a list of ints, it got 2",
  ],
  [
    "half a pixel",
    () => valuesOf("MaxPool", [a()], { ksize: [1, 0.5, 1, 1] }),
    TypeError,
    "must be a whole number, it got 0.5",
  ],
  [
    "a tensor that is none",
    () => valuesOf("Const", [], { dtype: "float32", value: null }),
    TypeError,
    "the handle of a tensor",
  ],
  [
    "more results than there are",
    () => tensorFlow().execute("Neg", [a()], {}, 2),
    TypeError,
    "Neg has 1 results, 2 were asked for",
  ],
];

for (const [what, call, kind, message] of refusals) {
  test(`execute() refuses ${what}, and goes on`, () => {
    const error = assertThrows(call, kind as typeof TypeError, message);
    assertEquals(error.message.split("\n").length, 1);
    assertEquals(valuesOf("Neg", [floats([1])]), Float32Array.of(-1));
  });
}

test("100,000 ops leave no memory behind", () => {
  const x = floats([1, 2, 3, 4], [2, 2]);
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      tensorFlow().release(tensorFlow().execute("AddV2", [x, x], {}, 1)[0]);
    }
  };
  run(20_000);
  const before = residentMegabytes();
  run(100_000);
  assertLess(residentMegabytes() - before, 10); // a handle takes some hundred bytes
});
