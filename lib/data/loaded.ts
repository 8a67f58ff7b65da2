import type { MemoryDataset, Split } from "../types.ts";

/** Data as a source gave them. */
export interface LoadedData extends Split {
  /** What they were found to be: "IDX files of EMNIST letters". */
  what: string;
  /** What was done, or is odd, a line each. */
  notes: string[];
  /** Whether the test set is a part of its own, and not drawn from the training images. */
  ownTest?: boolean;
  /** Of what the data are, where they are too large to be read for it. */
  checksum?: string;
}

/** Loaded data that are held entirely in memory. */
export interface LoadedInMemory extends LoadedData {
  /** What a model is trained on. */
  train: MemoryDataset;
  /** What it is measured on, where there is such a part. */
  test?: MemoryDataset;
}
