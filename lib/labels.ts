/** Labels are whole numbers from 0 to C − 1: one check for arrays and tensors of them. */
import { readNow } from "./engine/read_now.ts";
import type { tf } from "./engine/tensorflow.ts";
import { InputError } from "./errors.ts";

/** Tensors whose values were checked, and the number of classes that they fit. */
const checked = new WeakMap<tf.Tensor, number>();

/**
 * Refuse labels that name no class.
 *
 * @param labels `[N]`.
 * @param where Whose labels they are: `fit: training set`.
 * @param imageOf The image that a label belongs to, for errors.
 * @throws {InputError} It names the image, its label and the range.
 */
export function checkLabels(
  labels: ArrayLike<number>,
  classes: number,
  where: string,
  imageOf = (i: number) => i,
): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new InputError(
      `${where}: the label of image ${
        imageOf(i)
      } (counted from 0) is ${label}, but classes are 0 to ${classes - 1}`,
    );
  }
}

/** Remember that a tensor's labels are whole numbers from 0 to `classes` − 1. */
export function knownLabels<T extends tf.Tensor>(labels: T, classes: number): T {
  checked.set(labels, classes);
  return labels;
}

/**
 * Refuse a tensor of labels that name no class. A tensor is read once; on WebGPU, which cannot be
 * read at once, its values are not looked at.
 *
 * @param labels int32 `[B]`.
 * @param options `images`: B. `classes`: C. `where`: who asks.
 * @throws {InputError} It names the image, its label and the range; or the tensor's shape or type.
 */
export function checkLabelTensor(
  labels: tf.Tensor,
  { images, classes, where }: { images: number; classes: number; where: string },
): void {
  if ((checked.get(labels) ?? Infinity) <= classes && labels.size === images) return;
  if (!(labels?.shape instanceof Array)) {
    throw new InputError(`${where}: labels must be a tensor: tf.tensor1d([3, 1], "int32")`);
  }
  if (labels.dtype !== "int32" || labels.rank !== 1 || labels.size !== images) {
    throw new InputError(
      `${where}: labels are ${labels.dtype} [${labels.shape}], they must be int32 [${images}]: the number of each image's class`,
    );
  }
  const values = readNow(labels);
  if (!values) return;
  checkLabels(values, classes, where);
  knownLabels(labels, classes);
}
