import { assertEquals, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { whatItIs } from "../../lib/data/not_data.ts";
import { gzip, idxFile } from "./_idx_files.ts";

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const what = (start: Uint8Array, path = "file") => whatItIs(start, path) ?? "";

/** Numbers that do not compress, among them all bytes. */
const noise = Uint8Array.from({ length: 20 * 784 }, (_, i) => (i * i * 7 + i * 31) >> 3);
const idx = idxFile([20, 28, 28], noise);

Deno.test("whatItIs() knows archives, pictures and documents by their first bytes", () => {
  const cases: [start: string, what: string][] = [
    ["PK\x03\x04\x14\0", "a zip archive: unpack it"],
    ["PK\x05\x06" + "\0".repeat(18), "an empty zip archive"],
    ["\x1f\x8b\x08\0", "a gzip file: unpack it"],
    ["\xfd7zXZ\0\0", "an xz file"],
    ["7z\xbc\xaf\x27\x1c\0", "a 7z archive"],
    ["Rar!\x1a\x07", "a rar archive"],
    ["BZh91AY&SY", "a bzip2 file"],
    ["\x28\xb5\x2f\xfd\0", "a zstd file"],
    ["train/".padEnd(257, "\0") + "ustar\x0000", "a tar archive"],
    ["%PDF-1.7", "a PDF document"],
    ["\x89PNG\r\n\x1a\n", "a PNG picture: give a folder of images"],
    ["\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"],
    ["GIF89a", "a GIF picture"],
    ["\x93NUMPY\x01\0", "a NumPy array"],
    ["\x89HDF\r\n\x1a\n", "an HDF5 file"],
    ["MATLAB 5.0 MAT-file", "a MATLAB file"],
    ["PAR1\x15\0", "a Parquet table"],
    ["\x80\x04\x95\x10\0", "a Python pickle, which may run code"],
    ["\0".repeat(64), "nothing but zeros at its start: the download did not finish"],
    ["", "empty: get the file again"],
  ];
  for (const [start, words] of cases) assertStringIncludes(what(bytes(start)), words);
});

Deno.test("whatItIs() knows texts that come in place of data", () => {
  const failed = "not the data: the download failed, get the file again";
  const cases: [start: string, what: string][] = [
    ["<!DOCTYPE html><html>", `a web page, ${failed}`],
    ["\xef\xbb\xbf\r\n  <HTML lang=en>", `a web page, ${failed}`],
    ['<?xml version="1.0"?><Error><Code>AccessDenied</Code>', `an XML message, ${failed}`],
    ['{"message": "Not Found"}', "JSON text, not the data"],
    ['[{"a": 1}]', "JSON text, not the data"],
    [
      "version https://git-lfs.github.com/spec/v1\noid sha256:1",
      "a Git LFS pointer: run git lfs pull",
    ],
    ["data:application/gzip;base64,H4sI", "a data URL: decode"],
    ["\n\n404: Not Found\n", 'text, which begins with "404: Not Found"'],
  ];
  for (const [start, words] of cases) assertStringIncludes(what(bytes(start)), words);
});

Deno.test("whatItIs() knows data that were written as base64", () => {
  for (const data of [gzip(idx), idx, idxFile([2]), bytes("PK\x03\x04\x14\0\0\0")]) {
    assertStringIncludes(
      what(bytes(Buffer.from(data).toString("base64"))),
      "base64 text: decode it",
    );
  }
});

Deno.test("whatItIs() sees that line ends of gzip and IDX were changed", () => {
  for (const data of [gzip(idx), idx]) {
    const changed = Uint8Array.from([...data].flatMap((byte) => byte === 10 ? [13, 10] : [byte]));
    assertStringIncludes(what(changed), "binary data whose line ends were changed");
    assertEquals(what(data).includes("line ends"), false);
  }
});

Deno.test("whatItIs() sees that bytes were taken for text and written as UTF-8", () => {
  for (const encoding of ["utf8", "latin1"] as const) {
    const text = Buffer.from(gzip(idx)).toString(encoding);
    assertStringIncludes(what(new TextEncoder().encode(text)), "written as UTF-8");
  }
  for (const encoding of ["utf8", "latin1"] as const) {
    const text = Buffer.from(idx).toString(encoding);
    assertStringIncludes(what(new TextEncoder().encode(text)), "written as UTF-8");
  }
});

Deno.test("whatItIs() knows an unfinished download by its name", () => {
  assertStringIncludes(what(idx, "mnist.npz.crdownload"), "an unfinished download");
  assertStringIncludes(what(idx, "train-images-idx3-ubyte.gz.part"), "an unfinished download");
});

Deno.test("whatItIs() says nothing of IDX files, and of what it does not know", () => {
  assertEquals(whatItIs(idx, "file"), undefined);
  assertEquals(whatItIs(Uint8Array.of(1, 2, 3, 255, 254), "file"), undefined);
  assertEquals(whatItIs(noise, "file"), undefined);
  assertEquals(whatItIs(bytes(" \n".repeat(20)), "file"), undefined);
});
