import { weightsWithin } from "../backbones/mod.ts";
import type { Batch } from "../data/mod.ts";
import { tf } from "../engine/mod.ts";
import type { Model } from "../types.ts";
import { namedLosses } from "./_variables.ts";
import type { StepLoss } from "./_epoch_loss.ts";
import { batchesOf, type ImageStore } from "./_image_store.ts";
import {
  type Backward,
  disposeOf,
  lossAndGradients,
  type LossOptions,
} from "./loss_and_gradients.ts";
import type { ApplyOptions, Optimizer } from "./optimizers/optimizer.ts";

/** What a step needs besides the batch. */
export interface StepOptions extends LossOptions {
  /** Updates the variables; counts its own steps. */
  optimizer: Optimizer;
  /** Of this step. */
  learningRate: number;
  /** Learning rate factors by variable name, 1 if omitted. */
  factors?: Record<string, number>;
  /**
   * Upper bound of the gradients' global norm.
   * @default {0, none}
   */
  clipNorm?: number;
}

/** Which images a step sees, and whether it waits for its loss. */
interface StepImages {
  images: ImageStore;
  indices: Uint32Array;
  /** Images in memory at a time; with more indices, gradients accumulate. */
  batchSize: number;
  /** Whether to wait for the loss, and take the step only if it is finite. */
  readLoss: boolean;
}

/**
 * One training step on some images of a data set.
 *
 * @returns The loss, mean over the images.
 */
export async function takeStep(
  model: Model,
  { images, indices, batchSize, readLoss, ...options }: StepImages & StepOptions,
): Promise<StepLoss> {
  if (indices.length > batchSize) {
    const parts = batchesOf(indices, batchSize);
    const batches = parts.map((part) => () => images.batch(part)); // created when needed
    return await accumulatedStep(model, batches, { ...options, images: indices.length });
  }
  const batch = await images.batch(indices), all = { ...batch, ...options };
  const loss = await (readLoss ? trainingStep(model, all) : unreadStep(model, all));
  tf.dispose([batch.images, batch.labels]);
  return loss;
}

/**
 * One training step: forward, backward, optimiser, then the losses' own updates.
 *
 * @param model Its variables are updated.
 * @param batch Not disposed of.
 * @returns The loss, mean over the batch: margin loss + penalty + auxiliary losses. If it is not
 * finite, only running averages have changed.
 */
export async function trainingStep(
  model: Model,
  batch: Batch & StepOptions,
): Promise<number> {
  const backward = await lossAndGradients(model, batch);
  const value = (await backward.loss.data())[0];
  if (Number.isFinite(value)) applyStep(model, batch, backward);
  disposeOf(backward);
  return value;
}

/**
 * The same without reading the loss, which would wait for the device: the step is taken even if the
 * loss is not finite.
 *
 * @returns The loss, to be read and disposed of later.
 */
export async function unreadStep(model: Model, batch: Batch & StepOptions): Promise<tf.Scalar> {
  const backward = await lossAndGradients(model, batch);
  applyStep(model, batch, backward);
  const loss = backward.loss.clone();
  disposeOf(backward);
  return loss;
}

function applyStep(
  model: Model,
  { labels, ...options }: Batch & StepOptions,
  backward: Backward,
): void {
  moveWeights(model, backward.gradients, { ...options, rows: backward.rows });
  updateLosses(model, { ...options, labels, embeddings: backward.embeddings });
}

function updateLosses(
  model: Model,
  { embeddings, labels, frozen }:
    & { embeddings: tf.Tensor2D; labels: tf.Tensor1D }
    & Pick<
      StepOptions,
      "frozen"
    >,
): void {
  for (const [name, loss] of namedLosses(model)) {
    if (!frozen?.has(name)) loss.update?.(embeddings, labels);
  }
}

/** The optimiser's part of a step, then the layers' weight constraints. */
function moveWeights(
  { backbone }: Model,
  gradients: Record<string, tf.Tensor>,
  { optimizer, learningRate, factors, clipNorm = 0, rows }: StepOptions & ApplyOptions,
): void {
  tf.tidy(() => {
    const clipped = clipNorm > 0 ? clippedTo(clipNorm, gradients) : gradients;
    optimizer.apply(clipped, learningRate, { rows, factors });
    for (const { weight, trains } of weightsWithin(backbone)) {
      const { constraint } = weight as tf.LayerVariable & { constraint: Constraint | null };
      const variable = weight.read() as tf.Variable;
      if (constraint && trains) variable.assign(constraint.apply(variable));
    }
  });
}

type Constraint = ReturnType<typeof tf.constraints.nonNeg>;

/** Gradients clipped to a global norm, as by `torch.nn.utils.clip_grad_norm_`. */
function clippedTo(bound: number, gradients: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const squares = Object.values(gradients).map((gradient) => gradient.square().sum());
  const factor = tf.minimum(tf.div(bound, tf.addN(squares).sqrt().add(1e-6)), 1);
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, gradient.mul(factor)]),
  );
}

/**
 * One training step on a batch in parts, only one of which is in memory at a time: the mean of the
 * parts' gradients, weighted by their images, then one optimiser step. Batch norm sees each part
 * separately.
 *
 * @param model Its variables are updated.
 * @param parts Create the batches, one at a time; each is disposed of here.
 * @param options `images`: number of images in all parts.
 * @returns The loss, mean over the images. If it is not finite, only running averages have changed.
 */
export async function accumulatedStep(
  model: Model,
  parts: Iterable<() => Promise<Batch>>,
  { images: total, ...options }: StepOptions & { images: number },
): Promise<number> {
  let mean: Record<string, tf.Tensor> = {}, value = 0;
  const seen: { embeddings: tf.Tensor2D; labels: tf.Tensor1D }[] = [];
  for (const make of parts) {
    const { images, labels } = await make(), share = labels.shape[0] / total;
    const part = await lossAndGradients(model, { ...options, images, labels });
    value += share * (await part.loss.data())[0];
    mean = addShare(mean, part.gradients, share);
    tf.dispose([images, part.loss]);
    seen.push({ embeddings: part.embeddings, labels });
  }
  if (Number.isFinite(value)) {
    moveWeights(model, mean, options);
    for (const part of seen) updateLosses(model, { ...options, ...part });
  }
  tf.dispose([Object.values(mean), seen.map(({ embeddings, labels }) => [embeddings, labels])]);
  return value;
}

/** sum + share · gradients, by name; disposes of both. */
function addShare(
  sum: Record<string, tf.Tensor>,
  gradients: Record<string, tf.Tensor>,
  share: number,
): Record<string, tf.Tensor> {
  const added = Object.entries(gradients).map(([name, gradient]) =>
    [
      name,
      tf.tidy(() => sum[name] ? sum[name].add(gradient.mul(share)) : gradient.mul(share)),
    ] as const
  );
  tf.dispose([Object.values(sum), Object.values(gradients)]);
  return Object.fromEntries(added);
}
