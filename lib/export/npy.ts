import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../training/mod.ts";
import type { Embeddings } from "../types.ts";

/** NumPy's data alignment, in bytes. */
const ALIGNMENT = 64;

/**
 * Write embeddings as a NumPy file: float32, `[N, D]`. Read it with `numpy.load`.
 *
 * Source: the `.npy` format, version 1.0, of NumPy's documentation (numpy.lib.format).
 *
 * @param path Output file; its directory must exist.
 * @throws {InputError} When the numbers are not N rows of D, or the file cannot be written.
 */
export function writeNpy(
  path: string,
  { embeddings, embeddingSize }: Pick<Embeddings, "embeddings" | "embeddingSize">,
): void {
  const rows = embeddings.length / embeddingSize;
  if (!Number.isInteger(rows)) {
    throw new InputError(
      `${path}: ${embeddings.length} numbers are not embeddings of ${embeddingSize}; give whole rows`,
    );
  }
  const header = headerBytes([rows, embeddingSize]);
  const file = new Uint8Array(header.length + embeddings.byteLength);
  file.set(header);
  const { buffer, byteOffset, byteLength } = embeddings;
  file.set(new Uint8Array(buffer, byteOffset, byteLength), header.length);
  writeFileAtomically(path, file);
}

/** Magic string, version, and a Python dictionary padded with spaces. */
function headerBytes([rows, columns]: [number, number]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length).fill(" ".charCodeAt(0));
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[length - 1] = "\n".charCodeAt(0);
  return bytes;
}
