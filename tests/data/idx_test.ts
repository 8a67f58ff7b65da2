import { assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { parseIdxImages, parseIdxLabels } from "../../lib/data/idx.ts";
import { InputError } from "../../lib/errors.ts";
import { gzip, idxFile, typedIdxFile } from "./_idx_files.ts";

const pixels = Uint8Array.from({ length: 2 * 784 }, (_, i) => i % 256);

/** Asserts a one-line InputError that names the file and holds each of `parts`. */
function assertInputError(parse: () => unknown, source: string, ...parts: string[]) {
  const { message } = assertThrows(parse, InputError);
  assertEquals(message.indexOf(source), 0);
  assertFalse(message.includes("\n"));
  for (const part of parts) assertStringIncludes(message, part);
}

Deno.test("parseIdxImages() reads plain and gzipped files alike", () => {
  const file = idxFile([2, 28, 28], pixels);
  const images = { images: pixels, length: 2, imageShape: [28, 28, 1] as const };
  assertEquals(parseIdxImages(file, "plain"), images);
  assertEquals(parseIdxImages(gzip(file), "packed"), images);
});

Deno.test("parseIdxImages() returns arrays whose slice() copies", () => {
  const { images } = parseIdxImages(gzip(idxFile([2, 28, 28], pixels)), "packed");
  const copy = images.slice(0, 784);
  images[1] = 99;
  assertEquals(copy[1], 1);
});

Deno.test("parseIdxLabels() reads plain and gzipped files alike", () => {
  const labels = Int32Array.of(5, 0, 4, 255);
  assertEquals(parseIdxLabels(idxFile([4], labels), "plain"), labels);
  assertEquals(parseIdxLabels(gzip(idxFile([4], labels)), "packed"), labels);
});

Deno.test("parseIdxLabels() reads a file that does not start its buffer", () => {
  const file = idxFile([2], [8, 9]);
  const padded = new Uint8Array(3 + file.length);
  padded.set(file, 3);
  assertEquals(parseIdxLabels(padded.subarray(3), "inside"), Int32Array.of(8, 9));
});

Deno.test("parseIdxImages() refuses what is neither gzip nor IDX", () => {
  const odd = Uint8Array.of(1, 2, 3, 255, 254, 253);
  const parts = ["neither gzip nor IDX", "01 02 03 ff", "get the file again"];
  assertInputError(() => parseIdxImages(odd, "a.gz"), "a.gz", ...parts);
  assertInputError(() => parseIdxImages(gzip(odd), "a.gz"), "a.gz", ...parts);
  assertInputError(() => parseIdxImages(Uint8Array.of(0, 0, 8), "a"), "a", "neither gzip nor IDX");
  assertInputError(() => parseIdxImages(new Uint8Array(), "a"), "a", "the file is empty");
});

Deno.test("parseIdxImages() says what it was given instead, also inside gzip", () => {
  const page = new TextEncoder().encode("<!DOCTYPE html>");
  for (const bytes of [page, gzip(page)]) {
    assertInputError(() => parseIdxImages(bytes, "a.gz"), "a.gz", "is a web page", "again");
  }
  const twice = gzip(gzip(idxFile([2, 28, 28], pixels)));
  assertInputError(() => parseIdxImages(twice, "a.gz"), "a.gz", "is a gzip file: unpack it");
});

Deno.test("parseIdxImages() says that line ends of a gzip or IDX file were changed", () => {
  const noise = Uint8Array.from({ length: 20 * 784 }, (_, i) => (i * i * 7 + i * 31) >> 3);
  const file = idxFile([20, 28, 28], noise);
  for (const bytes of [file, gzip(file)]) {
    const changed = Uint8Array.from([...bytes].flatMap((byte) => byte === 10 ? [13, 10] : [byte]));
    assertInputError(() => parseIdxImages(changed, "a"), "a", "line ends were changed", "binary");
  }
});

Deno.test("parseIdxImages() says where a gzip file is cut short, wherever the cut is", () => {
  const file = gzip(idxFile([2, 28, 28], pixels));
  for (const length of [2, 11, 300, file.length - 8, file.length - 1]) {
    assertInputError(
      () => parseIdxImages(file.slice(0, length), "a.gz"),
      "a.gz",
      "gzip file is cut short",
      "again",
    );
  }
});

Deno.test("parseIdxImages() notices one flipped bit in a gzip file", () => {
  const file = gzip(idxFile([2, 28, 28], pixels));
  for (const index of [40, 300, file.length - 6]) {
    const flipped = file.slice();
    flipped[index] ^= 16;
    assertInputError(() => parseIdxImages(flipped, "a.gz"), "a.gz", "gzip file is", "again");
  }
});

Deno.test("parseIdxImages() says what a wrong magic number means", () => {
  const labels = idxFile([784]);
  assertInputError(
    () => parseIdxImages(labels, "a"),
    "a",
    "labels where images belong",
    "2049",
    "2051",
    "swapped",
  );
  const flat = typedIdxFile("float32", [2, 3], [0, 0, 0, 0, 0, 0]);
  assertInputError(
    () => parseIdxImages(flat, "a"),
    "a",
    "float32 numbers in 2 dimensions where images belong",
  );
  const unknown = idxFile([2, 28, 28]);
  unknown[2] = 0x77;
  assertInputError(
    () => parseIdxImages(unknown, "a"),
    "a",
    "numbers of unknown type where images belong",
  );
  assertInputError(
    () => parseIdxImages(idxFile([1, 2, 3, 4, 5]), "a"),
    "a",
    "uint8 numbers in 5 dimensions where images belong",
  );
});

Deno.test("parseIdxLabels() says that images stand where labels belong", () => {
  assertInputError(
    () => parseIdxLabels(idxFile([1, 28, 28]), "b"),
    "b",
    "images where labels belong",
    "2051",
  );
});

Deno.test("parseIdxImages() compares dimensions with the file's length", () => {
  const file = idxFile([2, 28, 28]);
  assertInputError(
    () => parseIdxImages(file.slice(0, -1), "a"),
    "a",
    "cut short",
    "2×28×28 need 1568",
    "has 1567",
  );
  assertInputError(
    () => parseIdxImages(new Uint8Array([...file, 0]), "a"),
    "a",
    "too long",
    "it has 1569",
  );
  assertInputError(
    () => parseIdxImages(file.slice(0, 11), "a"),
    "a",
    "cut short inside its header",
    "11 bytes",
  );
  const vast = idxFile([0xffffffff, 0xffffffff, 0xffffffff], []);
  assertInputError(() => parseIdxImages(vast, "a"), "a", "cut short");
});

Deno.test("parseIdxImages() reads images of any size, grey or RGB", () => {
  assertEquals(parseIdxImages(idxFile([2, 3, 5]), "a").imageShape, [3, 5, 1]);
  assertEquals(parseIdxImages(idxFile([2, 3, 5, 1]), "a").imageShape, [3, 5, 1]);
  const colours = parseIdxImages(idxFile([1, 1, 2, 3], [1, 2, 3, 4, 5, 6]), "a");
  assertEquals(colours, {
    images: Uint8Array.of(1, 2, 3, 4, 5, 6),
    length: 1,
    imageShape: [1, 2, 3],
  });
});

Deno.test("parseIdxImages() refuses images without pixels, or of other channels", () => {
  const alpha = idxFile([1, 2, 2, 4]);
  assertInputError(() => parseIdxImages(alpha, "a"), "a", "4 channels", "1×2×2×4", "1 (grey) or 3");
  assertInputError(() => parseIdxImages(idxFile([2, 0, 28]), "a"), "a", "images are 0×28");
});

Deno.test("parseIdxImages() brings pixels of every type to bytes", () => {
  const read = (
    type: Parameters<typeof typedIdxFile>[0],
    values: number[],
  ) => [...parseIdxImages(typedIdxFile(type, [1, 1, values.length], values), "a").images];
  assertEquals(read("float32", [0, 0.5, 1]), [0, 128, 255]); // 0 … 1 is scaled
  assertEquals(read("float64", [0, 0.25, 0.999]), [0, 64, 255]);
  assertEquals(read("float32", [0, 1.25, 254.6]), [0, 1, 255]); // 0 … 255 is rounded
  assertEquals(read("int8", [0, 1, 127]), [0, 1, 127]);
  assertEquals(read("int16", [0, 1, 255]), [0, 1, 255]);
  assertEquals(read("int32", [0, 1, 1]), [0, 1, 1]); // whole numbers are never scaled
});

Deno.test("parseIdxImages() refuses pixels out of range, and names it", () => {
  const refuse = (type: Parameters<typeof typedIdxFile>[0], values: number[], range: string) =>
    assertInputError(
      () => parseIdxImages(typedIdxFile(type, [1, 1, values.length], values), "a"),
      "a",
      `pixels run from ${range}; give them from 0 to 255`,
    );
  refuse("float32", [-0.42421296, 0, 2.8214867], "-0.4242 to 2.821"); // standardised
  refuse("int16", [0, 256], "0 to 256");
  refuse("int8", [-128, 127], "-128 to 127");
  refuse("float64", [0, NaN, 1], "NaN to NaN");
  refuse("float32", [0, Infinity], "0 to Infinity");
});

Deno.test("parseIdxLabels() reads labels of 8, 16 and 32 bits", () => {
  for (const type of ["int8", "int16", "int32"] as const) {
    assertEquals(
      parseIdxLabels(typedIdxFile(type, [3], [5, -1, 100]), "a"),
      Int32Array.of(5, -1, 100),
    );
  }
  const many = typedIdxFile("int32", [2], [70000, 1]);
  assertEquals(parseIdxLabels(gzip(many), "a"), Int32Array.of(70000, 1));
});

Deno.test("parseIdxLabels() takes the class from labels with more columns, as QMNIST's", () => {
  const rows = [[5, 0, 2577, 115, 5, 37, 0, 0], [0, 0, 2577, 10, 0, 30, 1, 0]];
  const file = typedIdxFile("int32", [2, 8], rows.flat());
  assertEquals(parseIdxLabels(gzip(file), "a"), Int32Array.of(5, 0));
  assertInputError(
    () => parseIdxLabels(typedIdxFile("int32", [2, 0], []), "a"),
    "a",
    "has no columns",
  );
});

Deno.test("parseIdxLabels() refuses floats, and tables of bytes", () => {
  assertInputError(
    () => parseIdxLabels(typedIdxFile("float32", [2], [1, 2]), "a"),
    "a",
    "float32 numbers in 1 dimension where labels belong",
  );
  assertInputError(
    () => parseIdxLabels(idxFile([2, 10]), "a"),
    "a",
    "uint8 numbers in 2 dimensions where labels belong",
  );
});

Deno.test("a gzip file that promises more than an array holds is refused, not unpacked", () => {
  const vast = gzip(idxFile([0xffffffff, 0xffffffff, 0xffffffff], new Uint8Array(1 << 20)));
  assertInputError(() => parseIdxImages(vast, "a"), "a", "cut short");
});

Deno.test("parseIdxImages() and parseIdxLabels() refuse an empty set", () => {
  assertInputError(
    () => parseIdxImages(idxFile([0, 28, 28]), "a"),
    "a",
    "holds no images",
    "at least one",
  );
  assertInputError(() => parseIdxLabels(idxFile([0]), "b"), "b", "holds no labels");
});
