/** Checks of labels, whole numbers from 0 to C − 1, in arrays and tensors. */
import { readNow } from "./engine/read_now.ts";
import type { tf } from "./engine/tensorflow.ts";
import { InputError } from "./errors.ts";

/** Tensors already checked, and the number of classes they were checked for. */
const checked = new WeakMap<tf.Tensor, number>();

/**
 * Reject labels out of range.
 *
 * @param labels `[N]`.
 * @param where Start of the error message: `fit: training set`.
 * @param imageOf The image that a label belongs to, for errors.
 * @throws {InputError} Names the image, its label and the range.
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

/** Mark a tensor's labels as whole numbers from 0 to `classes` − 1. */
export function knownLabels<T extends tf.Tensor>(labels: T, classes: number): T {
  checked.set(labels, classes);
  return labels;
}

/**
 * Reject a tensor with labels out of range. Each tensor is read once; on WebGPU, which has no
 * synchronous read, its values are not checked.
 *
 * @param labels int32 `[B]`.
 * @param options `images`: B. `classes`: C. `where`: start of the error message.
 * @throws {InputError} Names the image, its label and the range; or the tensor's shape or type.
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
