/** What a data set is. Shape letters: `N` images, `C` classes. */

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Images of one shape, as bytes: in memory, or read when a batch needs them. */
export type Images =
  & {
    /** N. */
    length: number;
    /** Of each image. */
    imageShape: ImageShape;
  }
  & (
    | {
      /** `[N, height, width, channels]` bytes, 0 = black. */
      images: Uint8Array;
      read?: undefined;
    }
    | {
      images?: undefined;
      /** The bytes of the images at some indices, in that order, for sets that do not fit. */
      read(indices: ArrayLike<number>): Promise<Uint8Array>;
    }
  );

/** Labelled images. */
export type Dataset = Images & {
  /** Class of each image, `[N]`, 0 to C − 1. */
  labels: Int32Array;
  /** C. */
  classes: number;
  /** What the classes are called, `[C]`. */
  classNames?: readonly string[];
};

/** A training set, and a test set where there is one. */
export interface Split {
  /** What a model learns from. */
  train: Dataset;
  /**
   * What it is measured on, and never learns from. One whose labels all lie beyond the head's
   * classes is of strangers: it is measured as verification is.
   */
  test?: Dataset;
}

/** A split with a test set. */
export type TestedSplit = Required<Split>;

/** A data set that is whole in memory. */
export type MemoryDataset = Dataset & { images: Uint8Array; read?: undefined };

/** A training and a test set that are whole in memory. */
export interface MemorySplit extends Split {
  /** What a model learns from. */
  train: MemoryDataset;
  /** What it is measured on. */
  test: MemoryDataset;
}
