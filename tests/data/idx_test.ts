import { assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { parseIdxImages, parseIdxLabels } from "../../lib/data/idx.ts";
import { InputError } from "../../lib/errors.ts";
import { gzip, idxFile } from "./_idx_files.ts";

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
  assertEquals(parseIdxImages(file, "plain"), pixels);
  assertEquals(parseIdxImages(gzip(file), "packed"), pixels);
});

Deno.test("parseIdxImages() returns arrays whose slice() copies", () => {
  const images = parseIdxImages(gzip(idxFile([2, 28, 28], pixels)), "packed");
  const copy = images.slice(0, 784);
  images[1] = 99;
  assertEquals(copy[1], 1);
});

Deno.test("parseIdxLabels() reads plain and gzipped files alike", () => {
  const labels = Uint8Array.of(5, 0, 4, 255);
  assertEquals(parseIdxLabels(idxFile([4], labels), "plain"), labels);
  assertEquals(parseIdxLabels(gzip(idxFile([4], labels)), "packed"), labels);
});

Deno.test("parseIdxLabels() reads a file that does not start its buffer", () => {
  const file = idxFile([2], [8, 9]);
  const padded = new Uint8Array(3 + file.length);
  padded.set(file, 3);
  assertEquals(parseIdxLabels(padded.subarray(3), "inside"), Uint8Array.of(8, 9));
});

Deno.test("parseIdxImages() refuses what is neither gzip nor IDX", () => {
  const text = new TextEncoder().encode("<!DOCTYPE html>");
  assertInputError(
    () => parseIdxImages(text, "a.gz"),
    "a.gz",
    "neither gzip nor IDX",
    "3c 21 44 4f",
    "get the file",
  );
  assertInputError(() => parseIdxImages(gzip(text), "a.gz"), "a.gz", "neither gzip nor IDX");
  assertInputError(() => parseIdxImages(Uint8Array.of(0, 0, 8), "a"), "a", "neither gzip nor IDX");
  assertInputError(() => parseIdxImages(new Uint8Array(), "a"), "a", "the file is empty");
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
  const floats = idxFile([2, 28, 28]);
  floats[2] = 0x0d;
  assertInputError(
    () => parseIdxImages(floats, "a"),
    "a",
    "float32 numbers in 3 dimensions where images belong",
  );
  floats[2] = 0x77;
  assertInputError(
    () => parseIdxImages(floats, "a"),
    "a",
    "numbers of unknown type where images belong",
  );
  const colours = idxFile([2, 28, 28, 3]);
  assertInputError(
    () => parseIdxImages(colours, "a"),
    "a",
    "uint8 numbers in 4 dimensions where images belong",
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

Deno.test("parseIdxImages() refuses images of another size", () => {
  const { length } = idxFile([2, 32, 28]);
  assertEquals(length, 16 + 2 * 32 * 28);
  assertInputError(
    () => parseIdxImages(idxFile([2, 32, 28]), "a"),
    "a",
    "32×28 pixels where 28×28 are needed",
  );
  assertInputError(() => parseIdxImages(idxFile([2, 28, 14]), "a"), "a", "28×14 pixels");
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
