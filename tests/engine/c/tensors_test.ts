/** Values of every type go into TensorFlow and come out as they were. */
import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import type { DataType, TensorValues } from "../../../lib/engine/c/mod.ts";
import {
  bytesOf,
  make,
  needsTensorFlow,
  residentMegabytes,
  tensorFlow,
  textOf,
  valuesOf,
} from "./_context.ts";

const long = "a text of more than 22 bytes, so that it owns memory outside of its tensor";

const cases: [DataType, number[], TensorValues][] = [
  ["float32", [2, 2], Float32Array.of(1.5, -2, 3e38, NaN)],
  ["float64", [2], Float64Array.of(Math.PI, -1e300)],
  ["int32", [3], Int32Array.of(-(2 ** 31), 0, 2 ** 31 - 1)],
  ["uint8", [3], Uint8Array.of(0, 128, 255)],
  ["int16", [2], Int16Array.of(-32768, 32767)],
  ["int8", [2], Int8Array.of(-128, 127)],
  ["uint16", [2], Uint16Array.of(0, 65535)],
  ["uint32", [2], Uint32Array.of(0, 2 ** 32 - 1)],
  ["int64", [2], BigInt64Array.of(-(2n ** 63n), 2n ** 62n + 1n)],
  ["uint64", [1], BigUint64Array.of(2n ** 64n - 1n)],
  ["bool", [2], Uint8Array.of(1, 0)],
  ["complex64", [2], Float32Array.of(1, 2, 3, -4)],
  ["complex128", [1], Float64Array.of(Math.E, -1)],
  ["float32", [], Float32Array.of(7)],
  ["float32", [0, 3], new Float32Array(0)],
  ["int32", [2, 0], new Int32Array(0)],
  ["string", [3], [bytesOf("short"), bytesOf(""), bytesOf(long)]],
  ["string", [], [Uint8Array.of(0, 255, 0)]],
  ["string", [0], []],
];

for (const [type, shape, values] of cases) {
  Deno.test({
    name: `create() and read() keep ${type} [${shape}]`,
    ...needsTensorFlow,
    fn() {
      const handle = make(values, type, shape);
      assertEquals(tensorFlow().describe(handle), `${type} [${shape}]`);
      assertEquals(tensorFlow().read(handle), values);
      tensorFlow().release(handle);
    },
  });
}

Deno.test({
  name: "read() gives bfloat16 as the float32 that it is",
  ...needsTensorFlow,
  fn() {
    const x = make(Float32Array.of(1, -2.5, 1 + 2 ** -8, 1 + 3 * 2 ** -8), "float32", [4]);
    const rounded = valuesOf("Cast", [x], { DstT: "bfloat16" }); // to the nearest of 8 bits, halves to even
    assertEquals(rounded, Float32Array.of(1, -2.5, 1, 1 + 2 ** -6));
    assertEquals(
      tensorFlow().read(make(Uint16Array.of(0x3f80, 0xc000), "bfloat16", [2])),
      Float32Array.of(1, -2),
    );
  },
});

Deno.test({
  name: "read() gives a resource's bytes, and ops take it",
  ...needsTensorFlow,
  fn() {
    const attributes = { dtype: "float32", shape: [2], container: "", shared_name: "tensors_test" };
    const [handle] = tensorFlow().execute("VarHandleOp", [], attributes, 1);
    tensorFlow().execute(
      "AssignVariableOp",
      [handle, make(Float32Array.of(3, 4), "float32", [2])],
      {},
      0,
    );
    assertEquals(valuesOf("ReadVariableOp", [handle], { dtype: "float32" }), Float32Array.of(3, 4));
    assert((tensorFlow().read(handle) as Uint8Array).length > 0);
  },
});

const wrong: [string, TensorValues, DataType, number[]][] = [
  ["too few numbers", Float32Array.of(1), "float32", [2]],
  ["an array of another width", Float64Array.of(1, 2), "float32", [2]],
  ["numbers for text", Uint8Array.of(1), "string", []],
  ["text for numbers", [bytesOf("1")], "float32", []],
  ["a type without values", new Uint8Array(0), "resource", []],
];

for (const [what, values, type, shape] of wrong) {
  Deno.test({
    name: `create() refuses ${what}`,
    ...needsTensorFlow,
    fn: () =>
      void assertThrows(
        () => make(values, type, shape),
        TypeError,
        `a tensor of ${type} [${shape}] cannot be`,
      ),
  });
}

Deno.test({
  name: "texts of a megabyte, made, joined, read and released 400 times, leave no memory behind",
  ...needsTensorFlow,
  fn() {
    const megabyte = new Uint8Array(1e6).fill(120), attributes = { N: 2, separator: "-" };
    const round = () => {
      const text = make([megabyte], "string", []),
        [joined] = tensorFlow().execute("StringJoin", [text, text], attributes, 1);
      assertEquals((tensorFlow().read(joined) as Uint8Array[])[0].length, 2e6 + 1);
      for (const handle of [text, joined]) tensorFlow().release(handle);
    };
    for (let i = 0; i < 50; i++) round();
    const before = residentMegabytes();
    for (let i = 0; i < 400; i++) round();
    assertLess(residentMegabytes() - before, 150); // one copy kept a round would be 1,200
  },
});

Deno.test({
  name: "a tensor of text outlives the one it was made from",
  ...needsTensorFlow,
  fn() {
    const text = make([bytesOf(long)], "string", [1]);
    const [same] = tensorFlow().execute("Identity", [text], {}, 1);
    tensorFlow().release(text);
    for (let i = 0; i < 100; i++) {
      tensorFlow().release(make([bytesOf("x".repeat(long.length))], "string", [1]));
    }
    assertEquals(textOf(tensorFlow().read(same)), [long]);
  },
});
