/** NumPy's files to test with, made here so that each can be wrong in one way. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { loadArrays, type LoadArraysOptions } from "../../lib/data/arrays.ts";
import { InputError } from "../../lib/errors.ts";
import { withFiles } from "./_idx_files.ts";
import { array, type Files, npz } from "./_npy_bytes.ts";

export * from "./_npy_bytes.ts";

/** Loads a file or folder of these files. */
export async function loaded(files: Files, name = "", options: LoadArraysOptions = {}) {
  let data: Awaited<ReturnType<typeof loadArrays>>;
  await withFiles(files, async (directory) => {
    data = await loadArrays(join(directory, name), options);
  });
  return data!;
}

/** Asserts that loading fails in one line that holds each of `parts`. */
export async function assertRefused(
  files: Files,
  name: string,
  parts: string[],
  options: LoadArraysOptions = {},
) {
  await withFiles(files, async (directory) => {
    const path = join(directory, name);
    const { message } = await assertRejects(() => loadArrays(path, options), InputError);
    assertEquals(message.includes("\n"), false);
    assert(message.includes(directory), message);
    for (const part of parts) assertStringIncludes(message, part);
  });
}

/** Asserts that a file whose labels are good refuses these images. */
export const refusesImages = (images: Uint8Array, parts: string[]) =>
  assertRefused({ "a.npz": npz({ images, labels: array("|u1", [2], [0, 1]) }) }, "a.npz", parts);
