/** Embeddings as a safetensors file. */
import { encodeSafetensors, type NamedTensor } from "../training/files/safetensors.ts";
import type { EmbeddingTable } from "./embedding_table.ts";

/** What tells it from other files. */
const FORMAT = "margin-losses embeddings";

/**
 * The file: `embeddings [N, D]`, and `labels`, `predicted` and `probabilities` `[N]` as far as they
 * are known; names in its metadata, as JSON.
 *
 * @param rows N.
 */
export function safetensorsBytes(table: EmbeddingTable, rows: number): Uint8Array {
  const { embeddings, embeddingSize, labels, predicted, probabilities } = table;
  const tensors: Record<string, NamedTensor | undefined> = {
    embeddings: { dtype: "F32", shape: [rows, embeddingSize], data: embeddings },
    labels: labels && { dtype: "I32", shape: [rows], data: labels },
    predicted: predicted && { dtype: "I32", shape: [rows], data: predicted },
    probabilities: probabilities && { dtype: "F32", shape: [rows], data: probabilities },
  };
  return encodeSafetensors(present(tensors), metadataOf(table));
}

function metadataOf({ classNames, files, parts, metadata }: EmbeddingTable) {
  const named = files?.some((file) => file !== "") ? files : undefined;
  const lists = Object.entries(present({ classNames, files: named, parts }));
  return {
    ...{ format: FORMAT, format_version: "1" },
    ...metadata,
    ...Object.fromEntries(lists.map(([name, list]) => [name, JSON.stringify(list)])),
  };
}

function present<T>(values: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );
}
