/** Checks that a model and its data match, before anything is computed. */
import { isBatchNorm, layersWithin } from "../backbones/mod.ts";
import { sizeOf } from "../data/mod.ts";
import { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import { checkLabels } from "../labels.ts";
import type { Dataset, Head, Images, Model } from "../types.ts";

/** C of any head. */
export function classesOf(head: Head): number {
  const { options } = head;
  if (typeof options.classes === "number") return options.classes;
  return tf.tidy(() => head.logits(tf.zeros([1, head.prototypes.shape[1]])).shape[1]);
}

/**
 * Reject images that a backbone does not accept.
 *
 * @param where Start of the error message: `fit: training set`.
 */
export function checkImages(
  { backbone }: Pick<Model, "backbone">,
  set: Images & { labels?: ArrayLike<number> },
  where: string,
): void {
  if (!(set.length >= 1)) throw new InputError(`${where}: it holds no images; give at least one`);
  const wanted = backbone.inputs[0].shape.slice(1), { imageShape: shape, images, labels } = set;
  const isShape = shape?.length === 3 && shape.every((size) => Number.isInteger(size) && size > 0);
  if (!isShape) {
    throw new InputError(
      `${where}: imageShape is ${shape && `[${shape}]`}; give [height, width, channels]`,
    );
  }
  if (wanted.length !== 3 || wanted.some((size, i) => size !== null && size !== shape[i])) {
    throw new InputError(
      `${where}: its images are [${shape}], backbone ${backbone.name} takes [${wanted}]; build the backbone for these images, as clsNet({ imageShape }) does`,
    );
  }
  if (images && !(images instanceof Uint8Array)) {
    throw new InputError(`${where}: its images must be a Uint8Array of 0 to 255, row by row`);
  }
  if (images && images.length !== set.length * sizeOf(set)) {
    throw new InputError(
      `${where}: ${images.length} bytes are not ${set.length} images of [${shape}]; give each height · width · channels`,
    );
  }
  if (labels && labels.length !== set.length) {
    throw new InputError(
      `${where}: ${labels.length} labels for ${set.length} images; give each image the number of its class`,
    );
  }
}

/** {@linkcode checkImages}, and reject labels outside the head's classes. */
export function checkSet(model: Model, set: Dataset, where: string): void {
  checkImages(model, set, where);
  const classes = classesOf(model.head);
  if (set.classes > classes) {
    throw new InputError(
      `${where}: it has ${set.classes} classes, head ${model.head.name} scores ${classes}; give the head as many`,
    );
  }
  checkLabels(set.labels, classes, where);
}

/** Whether all labels are outside the head's classes: images of unseen classes. */
export function isOfStrangers({ head }: Model, { labels }: Dataset): boolean {
  return labels.length > 0 && labels.every((label) => label >= classesOf(head));
}

/** Reject a model whose parts do not match. */
export function checkModel({ backbone, head, auxiliary = [] }: Model): void {
  if (!backbone || !head || !Array.isArray(auxiliary)) {
    throw new InputError("the model must be { backbone, head, auxiliary: [] }, the last if wanted");
  }
  const [output] = backbone.outputs, size = output.shape[1];
  if (backbone.inputs.length !== 1 || backbone.outputs.length !== 1 || output.shape.length !== 2) {
    throw new InputError(
      `backbone ${backbone.name}: it must take images and give embeddings [B, D], it gives [${output.shape}]`,
    );
  }
  const wanted = head.prototypes.shape[1];
  if (size !== wanted) {
    throw new InputError(
      `head ${head.name}: it takes embeddings of ${wanted} numbers, backbone ${backbone.name} gives ${size}; give both the same embeddingSize`,
    );
  }
  for (const { name, options } of auxiliary) {
    for (
      const [option, value] of [["embeddingSize", size], ["classes", classesOf(head)]] as const
    ) {
      const own = options[option];
      if (own === undefined || own === value) continue;
      throw new InputError(
        `auxiliary loss ${name}: its ${option} is ${own}, the model's ${value}; give both the same`,
      );
    }
  }
}

/**
 * Reject batches of one image where a batch norm would see a single value per channel and learn
 * nothing.
 */
export function checkBatches(
  { backbone }: Model,
  { images, batchSize, dropLast }: { images: number; batchSize: number; dropLast: boolean },
): void {
  const last = images % batchSize;
  const isSingle = batchSize === 1 || (last === 1 && !dropLast);
  const norm = isSingle && layersWithin(backbone).find(({ layer, frozen }) => {
    const values = [layer.getOutputAt(0)].flat()[0].shape.slice(1, -1);
    return isBatchNorm(layer) && !frozen && values.every((size) => size === 1);
  });
  if (!norm) return;
  const fault = batchSize === 1
    ? "batchSize is 1"
    : `the last of batches of ${batchSize} has 1 of ${images} images`;
  const remedy = batchSize === 1 ? "make it 2 or more" : "use dropLast, or another batchSize";
  throw new InputError(
    `fit: ${fault}, and batch norm ${norm.path} cannot learn from one value per channel; ${remedy}`,
  );
}
