/** What a model says of images. */
import { classesOf } from "../training/checks.ts";
import { embed } from "../training/mod.ts";
import type { Images } from "../types.ts";
import { anglesTo, nearestOf } from "./_prototype_angles.ts";
import type { OpenedRun } from "./open_run.ts";
import { topClasses } from "./top_classes.ts";

/** What a model says of one image. */
export interface Prediction {
  /** Name of the class with the largest logit. */
  class: string;
  /** Its number, 0 … C − 1. */
  label: number;
  /** Softmax of the head's logits for that class, 0 … 1. */
  probability: number;
  /**
   * To the prototype of each class, degrees, `[C]`; with K sub-centers to the nearest of each
   * class. Undefined for a head whose scores do not depend on angles alone.
   */
  angles?: number[];
  /**
   * Whether the nearest prototype lies within the run's threshold for prototypes, or where none was
   * chosen for these, its threshold of pairs; false: "none of these". Always true for a head without
   * angles.
   */
  known: boolean;
}

/**
 * Classify images.
 *
 * @param run The model, and its threshold.
 * @param images Of the run's image shape, as `readImages` gives them; at least one.
 * @returns One prediction an image.
 * @throws {InputError} The images are of another shape.
 */
export async function predict(run: OpenedRun, images: Images): Promise<Prediction[]> {
  const { model: { head }, model, classNames, threshold } = run;
  const { embeddings, embeddingSize: size } = await embed(model, images);
  const { labels, probabilities } = await topClasses(head, embeddings, { size });
  const classes = classesOf(head);
  const angles = head.angular ? await anglesTo(head, embeddings, { size, classes }) : undefined;
  return Array.from(labels, (label, i) => ({
    ...{ class: classNames[label] ?? String(label), label, probability: probabilities[i] },
    ...(angles ? { angles: angles[i] } : {}),
    known: !angles || nearestOf(angles[i]) <= (threshold.prototypeDegrees ?? threshold.degrees),
  }));
}
