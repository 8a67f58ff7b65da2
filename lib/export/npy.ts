import { removeIfPresentSync } from "../platform.ts";
import { writeFileAtomically } from "../training/mod.ts";
import type { Embeddings } from "../types.ts";
import { labelsPathFor } from "./embedding_formats.ts";
import { type EmbeddingTable, rowsOf } from "./embedding_table.ts";

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
  const rows = rowsOf({ embeddings, embeddingSize }, path);
  const { buffer, byteOffset, byteLength } = embeddings;
  const numbers = new Uint8Array(buffer, byteOffset, byteLength);
  writeFileAtomically(path, [headerBytes("<f4", `(${rows}, ${embeddingSize})`), numbers]);
}

/**
 * Write embeddings, and where classes are known their labels, int32 `[N]`, beside them: both or
 * neither.
 */
export function writeNpyPair(path: string, table: EmbeddingTable): void {
  const labelsPath = labelsPathFor(path), { labels } = table;
  writeNpy(path, table);
  try {
    if (labels?.some((label) => label >= 0)) writeLabels(labelsPath, labels);
    else removeIfPresentSync(labelsPath); // of earlier embeddings: wrong for these
  } catch (error) {
    for (const half of [path, labelsPath]) removeIfPresentSync(half);
    throw error;
  }
}

function writeLabels(path: string, { buffer, byteOffset, byteLength, length }: Int32Array): void {
  const numbers = new Uint8Array(buffer, byteOffset, byteLength);
  writeFileAtomically(path, [headerBytes("<i4", `(${length},)`), numbers]);
}

/** Magic string, version, and a Python dictionary padded with spaces. */
function headerBytes(type: string, shape: string): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }`;
  const length = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length).fill(" ".charCodeAt(0));
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes[length - 1] = "\n".charCodeAt(0);
  return bytes;
}
