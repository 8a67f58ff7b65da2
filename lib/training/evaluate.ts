import { forward } from "../backbones/mod.ts";
import { makeImages } from "../data/mod.ts";
import { tf } from "../engine/mod.ts";
import { knownLabels } from "../labels.ts";
import { crossEntropy } from "../losses/mod.ts";
import { accuracy, classAngles } from "../metrics/mod.ts";
import type { Dataset, Embeddings, Images, Model } from "../types.ts";
import { checkImages, checkSet, classesOf } from "./checks.ts";

/** A model's results on a data set. */
export interface Evaluation {
  /** 0 … 1. */
  accuracy: number;
  /** Cross-entropy of `logits`, without margin, mean over the images. */
  loss: number;
  /** Mean angle of an embedding to its class mean, degrees. */
  intraClassAngle: number;
  /** Smallest angle between two class means, degrees. */
  nearestClassAngle: number;
}

/** Images with or without labels, of any classes. */
export type Embeddable = Images & Partial<Pick<Dataset, "labels" | "classes" | "classNames">>;

/** Images at a time. Larger ones come in smaller chunks, as a layer's output grows with them. */
function chunkFor({ imageShape: [height, width] }: Images): number {
  const most = 1000, pixels = 32 * 32;
  return Math.max(16, Math.min(most, Math.floor(most * pixels / (height * width))));
}

/**
 * Measure a model on a data set, in evaluation mode (running averages in batch norm).
 *
 * @throws {InputError} When its images do not fit the backbone, or its labels the head.
 */
export async function evaluate(model: Model, dataset: Dataset): Promise<Evaluation> {
  checkSet(model, dataset, "evaluate: data set");
  const { embeddings, loss } = await embedAll(model, dataset, { withLoss: true });
  return measure(embeddings, loss);
}

/**
 * Embeddings, true and predicted classes, and prototypes as plain arrays, as figures take them.
 * Classes may differ from the head's or be unknown.
 *
 * @throws {InputError} When its images do not fit the backbone.
 */
export async function embed(model: Model, set: Embeddable): Promise<Embeddings> {
  checkImages(model, set, "embed: data set");
  return (await embedAll(model, set, { withLoss: false })).embeddings;
}

/** Metrics from the result of {@linkcode embedAll}. */
export function measure(embeddings: Embeddings, loss: number): Evaluation {
  const { intraClassAngle, nearestClassAngle } = classAngles(embeddings);
  return {
    accuracy: accuracy(embeddings.predicted, embeddings.labels),
    loss,
    intraClassAngle,
    nearestClassAngle,
  };
}

/**
 * One pass over a data set, in chunks.
 *
 * @returns `loss`: 0 unless requested.
 */
export async function embedAll(
  model: Model,
  set: Embeddable,
  { withLoss }: { withLoss: boolean },
): Promise<{ embeddings: Embeddings; loss: number }> {
  const { length, labels = new Int32Array(length).fill(-1) } = set;
  const embeddingSize = model.backbone.outputs[0].shape[1]!;
  const embeddings = new Float32Array(length * embeddingSize);
  const predicted = new Int32Array(length);
  let lossSum = 0;
  const chunk = chunkFor(set);
  for (let from = 0; from < length; from += chunk) {
    const indices = Array.from({ length: Math.min(chunk, length - from) }, (_, i) => from + i);
    const known = withLoss ? labels.slice(from, from + indices.length) : undefined;
    const part = await forwardChunk(model, await makeImages(set, indices), known);
    embeddings.set(part.embeddings, from * embeddingSize);
    predicted.set(part.predicted, from);
    lossSum += part.loss * indices.length;
  }
  const own = classesOf(model.head), classes = set.classes ?? own;
  const prototypes = model.head.angular && classes === own
    ? { prototypes: await model.head.prototypes.data() as Float32Array }
    : {};
  const named = set.classNames ? { classNames: set.classNames } : {};
  return {
    embeddings: { embeddings, embeddingSize, labels, predicted, classes, ...named, ...prototypes },
    loss: lossSum / length,
  };
}

/** Disposes of the images. */
async function forwardChunk(model: Model, images: tf.Tensor4D, labels?: Int32Array) {
  const tensors = tf.tidy(() => {
    const x = forward(model.backbone, images, { training: false }); // [B, D]
    const logits = model.head.logits(x), classes = logits.shape[1]; // [B, C]
    const loss = labels
      ? crossEntropy(logits, knownLabels(tf.tensor1d(labels, "int32"), classes))
      : tf.scalar(0);
    return [x, logits.argMax(1), loss];
  });
  const [embeddings, predicted, loss] = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose([images, ...tensors]);
  return { embeddings: embeddings as Float32Array, predicted, loss: loss[0] };
}
