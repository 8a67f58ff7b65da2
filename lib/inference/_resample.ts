/** Grey images in another size. */
/** A grey image. */
export interface Pixels {
  /** `[height, width]`, row by row, 0 = black, 255 = white. */
  values: ArrayLike<number>;
  /** Rows. */
  height: number;
  /** Columns. */
  width: number;
}

/**
 * Linear interpolation, over as many pixels as become one where an image shrinks; the same size
 * changes nothing.
 *
 * @returns `[height, width]` of the new size.
 */
export function resampled(
  image: Pixels,
  { height, width }: { height: number; width: number },
): Float64Array {
  const across = transposedRows(image, width); // [width, old height]
  return transposedRows({ values: across, height: width, width: image.height }, height);
}

/** Rows brought to another length, as columns: `[height, width]` → `[length, height]`. */
function transposedRows({ values, height, width }: Pixels, length: number): Float64Array {
  const result = new Float64Array(length * height);
  for (let to = 0; to < length; to++) {
    const { first, weights } = weightsOf(to, { from: width, length });
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * values[y * width + first + k];
      result[to * height + y] = sum;
    }
  }
  return result;
}

/** A triangle around the new pixel's centre, as wide as two new pixels, or two old ones. */
function weightsOf(to: number, { from, length }: { from: number; length: number }) {
  const scale = from / length, reach = Math.max(1, scale), centre = (to + 0.5) * scale;
  const first = Math.max(0, Math.ceil(centre - reach - 0.5));
  const last = Math.min(from - 1, Math.floor(centre + reach - 0.5));
  const weights: number[] = [];
  for (let k = first; k <= last; k++) {
    weights.push(Math.max(0, 1 - Math.abs(k + 0.5 - centre) / reach));
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { first, weights: weights.map((weight) => weight / sum) };
}
