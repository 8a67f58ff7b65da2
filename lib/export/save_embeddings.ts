/** Embeddings as a file for other programs. */
import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../training/mod.ts";
import { csvPieces } from "./_csv_pieces.ts";
import { parquetPieces } from "./_parquet_pieces.ts";
import { safetensorsBytes } from "./_safetensors_bytes.ts";
import { embeddingFormatOf, embeddingFormats } from "./embedding_formats.ts";
import { type EmbeddingTable, rowsOf } from "./embedding_table.ts";
import { writeNpyPair } from "./npy.ts";

/**
 * Write embeddings, and what is known of each row, as the path's ending says. A file that is there
 * is replaced.
 *
 * - `.npy`: float32 `[N, D]` for NumPy; labels, int32 `[N]`, in `….labels.npy` beside it.
 * - `.safetensors`: `embeddings`, `labels`, `predicted`, `probabilities`; names in its metadata.
 * - `.csv`: a header, then a line a row: file, class, label …, and a column for each number.
 * - `.parquet`: the same columns, and `embedding`, a list of float32.
 *
 * @param path Output file; its folder must exist.
 * @param table What {@linkcode embed} returns, or with more about each row.
 * @throws {InputError} Another ending, parts of the table that do not fit, or a file that cannot be
 * written.
 * @example
 * ```ts
 * const embeddings = Float32Array.of(1, 0, 0, 1), labels = Int32Array.of(0, 1);
 * const path = await Deno.makeTempFile({ suffix: ".parquet" });
 * await saveEmbeddings(path, { embeddings, embeddingSize: 2, labels, classNames: ["Ada", "Bo"] });
 * ```
 */
export async function saveEmbeddings(path: string, table: EmbeddingTable): Promise<void> {
  const rows = rowsOf(table, path), format = embeddingFormatOf(path);
  if (format === "npy") writeNpyPair(path, table);
  else if (format === "csv") writeFileAtomically(path, await csvPieces(table, rows));
  else if (format === "parquet") writeFileAtomically(path, await parquetPieces(table, rows));
  else if (format === "safetensors") writeFileAtomically(path, safetensorsBytes(table, rows));
  else {
    const known = embeddingFormats.map((ending) => `.${ending}`).join(", ");
    throw new InputError(`${path}: embeddings are written as ${known}; give one of these endings`);
  }
}
