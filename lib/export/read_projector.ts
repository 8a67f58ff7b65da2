/** What stands in the Embedding Projector's files, compared with what was to be written. */
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { readTextFileSync } from "../platform.ts";
import type { Embeddings, ImageShape } from "../types.ts";
import { readSprite, spriteOf } from "./_sprite.ts";
import { PROJECTOR } from "./projector.ts";

/**
 * The largest difference between embeddings and those in a folder of `exportProjector`, whose rows of
 * metadata and pixels are compared too.
 *
 * @throws {InputError} When rows, columns or pixels are not those that were to be written.
 */
export async function projectorDifference(
  { embeddings, embeddingSize, labels }: Embeddings,
  folder: string,
  { images, imageShape }: { images: Uint8Array; imageShape: ImageShape },
): Promise<number> {
  const read = (name: string) => readTextFileSync(join(folder, name)).split("\n").slice(0, -1);
  const rows = read(PROJECTOR.tensors), { length } = read(PROJECTOR.metadata);
  if (rows.length !== labels.length || length !== labels.length + 1) {
    throw new InputError(`export: of ${labels.length} rows ${rows.length} were written`);
  }
  const pixels = await readSprite(join(folder, PROJECTOR.sprite), imageShape[2]);
  const expected = spriteOf(images, imageShape).pixels;
  if (pixels.length !== expected.length || !pixels.every((byte, i) => byte === expected[i])) {
    throw new InputError("export: the sprite's pixels are not those of the images");
  }
  let most = 0;
  for (const [i, row] of rows.entries()) {
    const numbers = Float32Array.from(row.split("\t"), Number);
    for (let d = 0; d < embeddingSize; d++) {
      const difference = Math.abs(numbers[d] - embeddings[i * embeddingSize + d]);
      if (!(difference <= most)) most = difference;
    }
  }
  return most;
}
