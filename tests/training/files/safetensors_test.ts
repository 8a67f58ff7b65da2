import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
} from "../../../lib/training/files/safetensors.ts";

const f32 = (shape: number[], ...values: number[]): NamedTensor => ({
  dtype: "F32",
  shape,
  data: Float32Array.from(values),
});

/** A bit pattern of NaN that no computation makes: only a copy of the bytes keeps it. */
const OWN_NAN = 0x7fc12345;

const tensors: Record<string, NamedTensor> = {
  "head.prototypes": f32([2, 3], 1.5, -0, NaN, Infinity, -Infinity, 1e-45),
  "own nan": { dtype: "F32", shape: [1], data: new Float32Array(Uint32Array.of(OWN_NAN).buffer) },
  empty: f32([0, 7]),
  scalar: f32([], Math.PI),
  'größe/π «x» "quoted"\n': {
    dtype: "I32",
    shape: [2],
    data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
  },
  bytes: { dtype: "U8", shape: [3], data: Uint8Array.of(0, 127, 255) },
  counts: { dtype: "U32", shape: [1], data: Uint32Array.of(2 ** 32 - 1) },
  sums: { dtype: "F64", shape: [2], data: Float64Array.of(Number.MIN_VALUE, 1 / 3) },
  ["__proto__"]: f32([1], 7),
  "10": f32([1], 8),
};
const metadata = { config: '{"head":"arcface"}', epoch: "3", "naïve ☃": "" };

const bits = ({ data }: NamedTensor) =>
  Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

Deno.test("decodeSafetensors() gives back what encodeSafetensors() took, bit for bit", () => {
  const decoded = decodeSafetensors(encodeSafetensors(tensors, metadata), "x");
  assertEquals(decoded.metadata, metadata);
  assertEquals(Object.keys(decoded.tensors).sort(), Object.keys(tensors).sort());
  for (const [name, tensor] of Object.entries(tensors)) {
    const { dtype, shape } = decoded.tensors[name];
    assertEquals({ name, dtype, shape, bits: bits(decoded.tensors[name]) }, {
      name,
      dtype: tensor.dtype,
      shape: tensor.shape,
      bits: bits(tensor),
    });
    assertEquals(decoded.tensors[name].data.constructor, tensor.data.constructor);
  }
});

Deno.test("encodeSafetensors() writes the same bytes in whatever order things are given", () => {
  const reversed = <T>(table: Record<string, T>) =>
    Object.fromEntries(Object.entries(table).reverse());
  assertEquals(
    encodeSafetensors(reversed(tensors), reversed(metadata)),
    encodeSafetensors(tensors, metadata),
  );
});

Deno.test("encodeSafetensors() lays a file out as the format says", () => {
  const file = encodeSafetensors({
    b: f32([1], 1),
    a: { dtype: "U8", shape: [1], data: Uint8Array.of(9) },
  }, {
    k: "v",
  });
  const headerLength = Number(new DataView(file.buffer).getBigUint64(0, true));
  assertEquals(headerLength % 8, 0);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerLength)));
  assertEquals(header.__metadata__.k, "v");
  assertEquals(header.b, { dtype: "F32", shape: [1], data_offsets: [0, 4] });
  assertEquals(header.a, { dtype: "U8", shape: [1], data_offsets: [4, 5] });
  assertEquals(Array.from(file.subarray(8 + headerLength)), [0, 0, 0x80, 0x3f, 9]);
});

Deno.test("encodeSafetensors() writes a part of a larger array", () => {
  const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const { tensors } = decodeSafetensors(
    encodeSafetensors({ part: { dtype: "F32", shape: [2], data: part } }),
    "x",
  );
  assertEquals(tensors.part.data, Float32Array.of(2, 3));
});

Deno.test("encodeSafetensors() writes a file without tensors", () => {
  assertEquals(decodeSafetensors(encodeSafetensors({}, metadata), "x"), { tensors: {}, metadata });
});

Deno.test("encodeSafetensors() refuses reserved names and shapes that do not fit", () => {
  const message = (...content: Parameters<typeof encodeSafetensors>) =>
    assertThrows(() => encodeSafetensors(...content), InputError).message;
  assertStringIncludes(
    message({ __metadata__: f32([1], 1) }),
    "__metadata__: this name is reserved",
  );
  assertStringIncludes(message({}, { crc32: "" }), "crc32: this name is reserved");
  assertStringIncludes(
    message({ w: f32([3], 1, 2) }),
    "tensor w: shape [3] does not fit its 2 numbers",
  );
  const wrong = { dtype: "F64", shape: [1], data: Float32Array.of(1) } as unknown as NamedTensor;
  assertStringIncludes(message({ w: wrong }), "tensor w: dtype F64 does not fit its Float32Array");
});

Deno.test("decodeSafetensors() reads a file that does not start its buffer, and copies from it", () => {
  const file = encodeSafetensors({ w: f32([2], 1, 2) });
  const buffer = new Uint8Array(file.length + 1);
  buffer.set(file, 1);
  const { tensors } = decodeSafetensors(buffer.subarray(1), "x");
  buffer.fill(0);
  assertEquals(tensors.w.data, Float32Array.of(1, 2));
});

Deno.test("decodeSafetensors() notices a file that was cut anywhere", () => {
  const file = encodeSafetensors({ w: f32([2], 1, 2), v: f32([1], 3) }, metadata);
  for (let length = 0; length < file.length; length++) {
    const { message } = assertThrows(
      () => decodeSafetensors(file.slice(0, length), "run/a.safetensors"),
      InputError,
    );
    assertStringIncludes(message, "run/a.safetensors: damaged or cut short");
    assertFalse(message.includes("\n"));
  }
});

Deno.test("decodeSafetensors() lets no flipped bit change what it reads", () => {
  const file = encodeSafetensors(
    { w: f32([2], 1, 2), n: { dtype: "I32", shape: [1], data: Int32Array.of(5) } },
    metadata,
  );
  const { tensors } = decodeSafetensors(file, "x");
  let refused = 0;
  for (let bit = 0; bit < 8 * file.length; bit++) {
    file[bit >> 3] ^= 1 << (bit & 7);
    try {
      // What may pass is a flip in the padding, or in the name `crc32`, after which there is one
      // more entry of metadata.
      const decoded = decodeSafetensors(file, "x");
      assertEquals(decoded.tensors, tensors);
      for (const [name, text] of Object.entries(metadata)) {
        assertEquals(decoded.metadata[name], text);
      }
    } catch (error) {
      assert(error instanceof InputError, `bit ${bit}: ${error}`);
      refused++;
    }
    file[bit >> 3] ^= 1 << (bit & 7);
  }
  assert(refused > 0.9 * 8 * file.length, `refused ${refused} of ${8 * file.length}`);
});
