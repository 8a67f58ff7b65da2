/** The files that embeddings are written to, by their endings. Importing this starts no engine. */

/** Endings, without the dot. */
export const embeddingFormats = ["npy", "safetensors", "csv", "parquet"] as const;

/** What a path's ending says. */
export type EmbeddingFormat = (typeof embeddingFormats)[number];

/** The format of a path; undefined for another ending. */
export function embeddingFormatOf(path: string): EmbeddingFormat | undefined {
  return embeddingFormats.find((format) => path.toLowerCase().endsWith(`.${format}`));
}

/** Where labels go beside a `.npy` file, which holds one array: `x.labels.npy` beside `x.npy`. */
export function labelsPathFor(path: string): string {
  return path.replace(/(\.npy)$/i, ".labels$1");
}
