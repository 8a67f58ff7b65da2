/**
 * Files whose header is readable but does not fit: each made by hand, without our writer and its
 * checksum.
 */
import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/errors.ts";
import { decodeSafetensors } from "../../../lib/training/files/safetensors.ts";

function fileOf(header: unknown, bodyLength: number): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const file = new Uint8Array(8 + text.length + bodyLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const entry = (
  start: number,
  end: number,
  dtype = "F32",
  shape: unknown = [(end - start) / 4],
) => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

function assertDamaged(header: unknown, bodyLength: number, ...parts: string[]) {
  const read = () => decodeSafetensors(fileOf(header, bodyLength), "dir/run.safetensors");
  const { message } = assertThrows(read, InputError);
  assertStringIncludes(message, "dir/run.safetensors: damaged or cut short: ");
  assertStringIncludes(message, "use another copy of it");
  assertFalse(message.includes("\n"));
  for (const part of parts) assertStringIncludes(message, part);
}

Deno.test("decodeSafetensors() reads files of other programs: no checksum, any order, any alignment", () => {
  const file = fileOf({ b: entry(5, 9), a: entry(0, 1, "U8", [1]), c: entry(1, 5) }, 9);
  new DataView(file.buffer).setFloat32(file.length - 4, 2.5, true);
  const { tensors, metadata } = decodeSafetensors(file, "x");
  assertEquals(metadata, {});
  assertEquals(Object.keys(tensors).sort(), ["a", "b", "c"]);
  assertEquals(tensors.b.data, Float32Array.of(2.5));
});

Deno.test("decodeSafetensors() refuses a header that is no table", () => {
  assertDamaged("{not json", 0, "header is not JSON");
  assertDamaged("\x89PNG", 4, "header is not JSON");
  assertDamaged("[1, 2]", 0, "not a table of tensors");
  assertDamaged("null", 0, "not a table of tensors");
  assertDamaged({ __metadata__: { epoch: 3 } }, 0, "metadata is not text");
  assertDamaged({ __metadata__: null }, 0, "metadata is not text");
});

Deno.test("decodeSafetensors() says what its caller says to do about a damaged file", () => {
  const read = () => decodeSafetensors(fileOf("[]", 0), "x", { remedy: "enrol anew" });
  assert(assertThrows(read, InputError).message.endsWith("table of tensors; enrol anew"));
});

Deno.test("decodeSafetensors() refuses a file shorter than its header says", () => {
  const file = new Uint8Array(20);
  new DataView(file.buffer).setBigUint64(0, 2n ** 63n, true);
  const { message } = assertThrows(() => decodeSafetensors(file, "x"), InputError);
  assertStringIncludes(message, "its header has 9223372036854776000 bytes, and has 20 in all");
});

Deno.test("decodeSafetensors() names the tensor whose entry is incomplete", () => {
  for (
    const wrong of [null, 3, [], {}, { dtype: "F32", shape: [1] }, {
      dtype: "F32",
      data_offsets: [0, 4],
    }]
  ) {
    assertDamaged(
      { "head.w": wrong },
      4,
      "tensor head.w has no proper dtype, shape and data_offsets",
    );
  }
  assertDamaged({ w: entry(0, 4, "F32", [-1]) }, 4, "tensor w has no proper");
  assertDamaged({ w: entry(0, 4, "F32", [0.5]) }, 4, "tensor w has no proper");
  assertDamaged({ w: entry(0, 4, "F32", "1") }, 4, "tensor w has no proper");
  assertDamaged(
    { w: { dtype: "F32", shape: [1], data_offsets: [0, 4, 8] } },
    4,
    "tensor w has no proper",
  );
});

Deno.test("decodeSafetensors() names an unknown dtype and the known ones", () => {
  for (const dtype of ["Q4", "constructor", "I64"]) {
    const read = () =>
      decodeSafetensors(fileOf({ w: entry(0, 4, dtype, [2]) }, 4), "a.safetensors");
    assertThrows(
      read,
      InputError,
      `a.safetensors: tensor w has dtype ${dtype}, which is not read here: known are F64, F32, I32`,
    );
  }
});

Deno.test("decodeSafetensors() reads halves as float32", () => {
  const header = { h: entry(0, 12, "F16", [6]), b: entry(12, 16, "BF16", [2]) };
  const file = fileOf(header, 16), body = new DataView(file.buffer, file.length - 16);
  [0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x3555].forEach((bits, i) =>
    body.setUint16(2 * i, bits, true)
  );
  [0x3f80, 0xc2f7].forEach((bits, i) => body.setUint16(12 + 2 * i, bits, true));
  const { h, b } = decodeSafetensors(file, "halves").tensors;
  assertEquals([h.dtype, b.dtype], ["F32", "F32"]);
  assertEquals([...h.data], [1, -2, 2 ** -24, 65504, Infinity, 0.333251953125]);
  assertEquals([...b.data], [1, -123.5]);
});

Deno.test("decodeSafetensors() compares shape and bytes", () => {
  assertDamaged({ w: entry(0, 4, "F32", [2]) }, 4, "tensor w of shape [2] needs 8 bytes and has 4");
  assertDamaged(
    { w: entry(4, 0, "F32", [1]) },
    4,
    "tensor w of shape [1] needs 4 bytes and has -4",
  );
  assertDamaged({ w: entry(0, 4, "F32", [2 ** 40, 2 ** 40]) }, 4, "tensor w");
});

Deno.test("decodeSafetensors() wants each byte in exactly one tensor", () => {
  assertDamaged(
    { a: entry(0, 4), b: entry(4, 12) },
    8,
    "tensor b ends 4 bytes beyond the file's end",
  );
  assertDamaged({ a: entry(0, 8), b: entry(4, 12) }, 12, "tensor b overlaps");
  assertDamaged(
    { a: entry(0, 4), b: entry(8, 12) },
    12,
    "4 bytes before tensor b belong to no tensor",
  );
  assertDamaged({ a: entry(0, 4) }, 7, "3 bytes at its end belong to no tensor");
  assertDamaged({}, 1, "1 bytes at its end");
});

Deno.test("decodeSafetensors() refuses content that does not match its checksum", () => {
  assertDamaged(
    { __metadata__: { crc32: "00000000" }, w: entry(0, 4) },
    4,
    "does not match its crc32",
  );
});
