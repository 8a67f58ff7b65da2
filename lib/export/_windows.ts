/** Sizes of windows that slide over an image. */
import { InputError } from "../errors.ts";
import type { ChainLink } from "./_chain.ts";
import type { Padding, Pair } from "./_plain_layer.ts";

/** A number, or one for height and one for width, as a pair. */
export function pairOf(value: unknown): Pair {
  const [height, width = height] = [value].flat() as number[];
  return [height, width];
}

/** A convolution's dilation: 1 where it says nothing. */
export function dilationOf({ dilationRate }: { dilationRate?: unknown }): Pair {
  return dilationRate == null ? [1, 1] : pairOf(dilationRate);
}

/**
 * Zeros around an image: none for `"valid"`; for `"same"` what makes the output as large as the
 * input divided by the stride, rounded up, the odd one below and at the right, as in TensorFlow.
 *
 * @throws {InputError} On another kind of padding.
 */
export function paddingOf(
  { layer, name, inputShape }: ChainLink,
  { size, strides, dilation, mode }: {
    size: Pair;
    strides: Pair;
    dilation: Pair;
    mode: unknown;
  },
): Padding {
  if (mode === "valid") return [0, 0, 0, 0];
  if (mode !== "same") {
    throw new InputError(
      `export: layer ${name} (${layer.getClassName()}): its padding ${mode} is not valid or same; ` +
        "change the layer",
    );
  }
  const [rows, columns] = [0, 1].map((axis) => {
    const length = inputShape[axis], reach = (size[axis] - 1) * dilation[axis] + 1;
    const steps = Math.ceil(length / strides[axis]) - 1;
    return Math.max(0, steps * strides[axis] + reach - length);
  });
  const [top, left] = [rows >> 1, columns >> 1];
  return [top, left, rows - top, columns - left];
}
