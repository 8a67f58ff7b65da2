import { forward } from "../backbones/mod.ts";
import { makeBatch } from "../data/batches.ts";
import { tf } from "../engine/mod.ts";
import { crossEntropy } from "../losses/mod.ts";
import { accuracy, classAngles } from "../metrics/mod.ts";
import type { Dataset, Embeddings, Model } from "../types.ts";

/** How a model does on a data set. */
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

const CHUNK = 1000;

/** Measure a model on a data set, in evaluation mode (running averages in batch norm). */
export async function evaluate(model: Model, dataset: Dataset): Promise<Evaluation> {
  const { embeddings, loss } = await embedAll(model, dataset);
  return measure(embeddings, loss);
}

/**
 * Embeddings, true and predicted classes, and prototypes as plain arrays: what the figures take.
 */
export async function embed(model: Model, dataset: Dataset): Promise<Embeddings> {
  return (await embedAll(model, dataset)).embeddings;
}

/** Numbers from what {@linkcode embedAll} returned. */
export function measure(embeddings: Embeddings, loss: number): Evaluation {
  const { intraClassAngle, nearestClassAngle } = classAngles(embeddings);
  return {
    accuracy: accuracy(embeddings.predicted, embeddings.labels),
    loss,
    intraClassAngle,
    nearestClassAngle,
  };
}

/** One pass over a data set, in chunks. */
export async function embedAll(
  model: Model,
  dataset: Dataset,
): Promise<{ embeddings: Embeddings; loss: number }> {
  const embeddingSize = model.backbone.outputs[0].shape[1]!;
  const embeddings = new Float32Array(dataset.length * embeddingSize);
  const predicted = new Uint8Array(dataset.length);
  let lossSum = 0;
  for (let from = 0; from < dataset.length; from += CHUNK) {
    const indices = Array.from(
      { length: Math.min(CHUNK, dataset.length - from) },
      (_, i) => from + i,
    );
    const part = await forwardChunk(model, dataset, indices);
    embeddings.set(part.embeddings, from * embeddingSize);
    predicted.set(part.predicted, from);
    lossSum += part.loss * indices.length;
  }
  const { labels, classes } = dataset;
  const prototypes = model.head.angular
    ? { prototypes: await model.head.prototypes.data() as Float32Array }
    : {};
  return {
    embeddings: { embeddings, embeddingSize, labels, predicted, classes, ...prototypes },
    loss: lossSum / dataset.length,
  };
}

async function forwardChunk(model: Model, dataset: Dataset, indices: number[]) {
  const batch = makeBatch(dataset, indices);
  const tensors = tf.tidy(() => {
    const x = forward(model.backbone, batch.images, { training: false }); // [B, D]
    const logits = model.head.logits(x); // [B, C]
    return [x, logits.argMax(1), crossEntropy(logits, batch.labels)];
  });
  const [embeddings, predicted, loss] = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose([batch.images, batch.labels, ...tensors]);
  return { embeddings: embeddings as Float32Array, predicted, loss: loss[0] };
}
