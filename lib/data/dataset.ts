/** Data set types. Shape letters: `N` images, `C` classes. */

/** Height, width, channels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Images of one shape, as bytes: in memory, or read on demand. */
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
      /** Bytes of the images at the given indices, in order; for sets that do not fit in memory. */
      read(indices: ArrayLike<number>): Promise<Uint8Array>;
    }
  );

/** Labelled images. */
export type Dataset = Images & {
  /** Class of each image, `[N]`, 0 to C − 1. */
  labels: Int32Array;
  /** C. */
  classes: number;
  /** Class names, `[C]`. */
  classNames?: readonly string[];
  /** Names of the images' files, `[N]`. */
  names?: readonly string[];
};

/** A training set and an optional test set. */
export interface Split {
  /** What a model is trained on. */
  train: Dataset;
  /**
   * What it is measured on, never trained on. If all labels are beyond the head's classes, it is of
   * unseen classes, measured by verification.
   */
  test?: Dataset;
  /**
   * Images of classes that are not trained on, which a model is to tell apart. Labels are numbers of
   * their own: they need not lie beyond the head's classes.
   */
  unseen?: Dataset;
  /** Pairs to verify, of the images of `unseen`, or without it of `test`; by default all pairs. */
  pairs?: readonly ImagePair[];
}

/** Two images of a data set, by their numbers. */
export type ImagePair = readonly [number, number];

/** A split with a test set. */
export type TestedSplit = Split & Required<Pick<Split, "test">>;

/** A data set held entirely in memory. */
export type MemoryDataset = Dataset & { images: Uint8Array; read?: undefined };

/** A training and a test set held entirely in memory. */
export interface MemorySplit extends Split {
  /** What a model is trained on. */
  train: MemoryDataset;
  /** What it is measured on. */
  test: MemoryDataset;
}
