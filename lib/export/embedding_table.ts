/** Embeddings as the rows of a table. */
import { InputError } from "../errors.ts";
import type { Embeddings } from "../types.ts";

/** Embeddings and what is known of each row; what `embed` returns is one. */
export interface EmbeddingTable extends Pick<Embeddings, "embeddings" | "embeddingSize"> {
  /** True classes, `[N]`; −1 where a row has none. */
  labels?: Int32Array;
  /** Classes with the largest logit, `[N]`. */
  predicted?: Int32Array;
  /** Names of the classes that `labels` and `predicted` number. */
  classNames?: readonly string[];
  /** Softmax of the logits for the predicted class, `[N]`, 0 … 1. */
  probabilities?: Float32Array;
  /** The file of each image, `[N]`; empty where there is none. */
  files?: readonly string[];
  /** The part of the data that each image is of, `[N]`: `train`, `test` …; or empty. */
  parts?: readonly string[];
  /** Texts by name, kept in files whose format has a place for them: of which model they are. */
  metadata?: Readonly<Record<string, string>>;
}

/** A column beside the embeddings; undefined where nothing is known. */
export type Column =
  & { name: string }
  & (
    | { type: "STRING"; at(row: number): string | undefined }
    | { type: "INT32" | "FLOAT"; at(row: number): number | undefined }
  );

/**
 * The number of rows.
 *
 * @param where Start of the error message: the file.
 * @throws {InputError} The numbers are not N rows of D, or something is not of N rows.
 */
export function rowsOf(table: EmbeddingTable, where: string): number {
  const { embeddings, embeddingSize } = table, rows = embeddings.length / embeddingSize;
  if (!Number.isInteger(rows)) {
    throw new InputError(
      `${where}: ${embeddings.length} numbers are not embeddings of ${embeddingSize}; give whole rows`,
    );
  }
  for (const name of ["labels", "predicted", "probabilities", "files", "parts"] as const) {
    const values = table[name];
    if (values === undefined || values.length === rows) continue;
    throw new InputError(
      `${where}: ${values.length} ${name} for ${rows} embeddings; give one to each`,
    );
  }
  return rows;
}

/** What a table has beside the embeddings: file, part, class, label, predicted, probability. */
export function columnsOf(table: EmbeddingTable): Column[] {
  const { labels, predicted, probabilities, files, parts, classNames } = table;
  const nameOf = (label: number) => label < 0 ? undefined : classNames?.[label] ?? String(label);
  const columns: (Column | undefined)[] = [
    files && { name: "file", type: "STRING", at: (row) => files[row] || undefined },
    parts && { name: "part", type: "STRING", at: (row) => parts[row] || undefined },
    labels && { name: "class", type: "STRING", at: (row) => nameOf(labels[row]) },
    labels &&
    { name: "label", type: "INT32", at: (row) => labels[row] < 0 ? undefined : labels[row] },
    predicted && { name: "predicted", type: "STRING", at: (row) => nameOf(predicted[row]) },
    probabilities && { name: "probability", type: "FLOAT", at: (row) => probabilities[row] },
  ];
  return columns.filter((column) => column !== undefined);
}
