/** What a model card can be told besides the model. */

/** Angles beyond which two embeddings are of different classes, and an image is of none. */
export interface CardThreshold {
  /** Two embeddings are of one class up to this angle. */
  degrees: number;
  /** Of an image to the nearest prototype. */
  prototypeDegrees?: number;
  /** Share of the pairs of two classes that it was chosen to accept. */
  falseAcceptRate?: number;
  /** Share of the pairs of one class that it accepts. */
  trueAcceptRate?: number;
  /** Share of the test images within `prototypeDegrees` of their own prototype. */
  knownAccepted?: number;
  /** On what it was chosen. */
  from?: "classes held out" | "test images";
}

/** How long it was trained, and on how much. */
export interface CardTraining {
  /** Of the training part. */
  images: number;
  /** Finished. */
  epochs: number;
  /** Epochs that were planned, where they are more. */
  planned?: number;
}

/** Classes that were not trained on, but measured. */
export interface CardHeldOut {
  /** Of all of them. */
  images: number;
  /** Their names, where they have some. */
  classNames?: readonly string[];
}

/** How an image of another shape is made to fill it: cut, with black bars, or stretched. */
export type CardFit = "cover" | "contain" | "fill";
