/** A drawing of a digit as one of MNIST's images. */
import { groundOf } from "./_ground.ts";
import { type Pixels, resampled } from "./_resample.ts";

export type { Pixels } from "./_resample.ts";

/** Side of the image, and of the square that the ink fits into (LeCun et al.). */
const SIDE = 28, INK = 20;
/** Where MNIST's centres of mass lie: in the middle of pixel 14 of 0 … 27. */
const MIDDLE = 14.5;
/** Contrast, of 255, below which there is no ink. */
const LEAST = 24;
/** Share of the darkest ink's value from which a pixel counts as ink when it is cropped. */
const IS_INK = 0.25;

/** Whether there is anything on a drawing but its ground. */
export function hasInk(drawing: Pixels): boolean {
  return inkOf(drawing) !== undefined;
}

/**
 * A drawing, dark on light or light on dark, as MNIST's authors made theirs: its ink cropped, scaled
 * to fit 20×20 with its proportions, and placed in 28×28 so that its centre of mass is in the middle.
 *
 * The ground is a plane through the border's pixels, as light may fall from a side; what differs
 * from it less than the border itself does is ground too. The strongest ink becomes 255.
 *
 * Source: the description of the MNIST database by LeCun, Cortes and Burges.
 *
 * @param drawing Of any size, with ink on it.
 * @returns `[28, 28]` bytes, 0 for the ground.
 * @throws {RangeError} Nothing is drawn on it.
 */
export function centredDigit(drawing: Pixels): Uint8Array {
  const ink = inkOf(drawing);
  if (!ink) throw new RangeError("centredDigit: nothing is drawn on it");
  const cropped = crop({ ...drawing, values: ink });
  const factor = INK / Math.max(cropped.height, cropped.width);
  const side = (pixels: number) => Math.max(1, Math.round(factor * pixels));
  const size = { height: side(cropped.height), width: side(cropped.width) };
  return placed({ ...size, values: strongest(resampled(cropped, size)) });
}

/** Thin lines grow pale where they shrink: the strongest ink becomes 255 again. */
function strongest(values: Float64Array): Float64Array {
  const most = largest(values);
  return values.map((value) => 255 * value / most);
}

/** How much ink each pixel has, 0 … 255; undefined if none has. */
function inkOf({ values, height, width }: Pixels): Float64Array | undefined {
  const ground = groundOf({ values, height, width }), middle = ground.at(height / 2, width / 2);
  const groundAt = (i: number) => ground.at(Math.floor(i / width), i % width);
  const above = Float64Array.from(values, (value, i) => value - groundAt(i));
  // In the shade dark ink is as much darker than its paper as the paper is light.
  const below = above.map((value, i) => -value * middle / Math.max(1, groundAt(i)));
  const [lightest, darkest] = [above, below].map(largest);
  const most = Math.max(lightest, darkest), ink = lightest >= darkest ? above : below;
  if (most < LEAST) return undefined;
  const floor = Math.min(4 * ground.noise, IS_INK * most);
  return ink.map((value) => Math.max(0, 255 * (value - floor) / (most - floor)));
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** The smallest part of the image that has all ink. */
function crop({ values, height, width }: Pixels): Pixels {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < IS_INK * 255) continue;
    const y = Math.floor(i / width), x = i % width;
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
  }
  const size = { height: bottom - top + 1, width: right - left + 1 };
  const inside = new Float64Array(size.height * size.width);
  for (let i = 0; i < inside.length; i++) {
    const y = top + Math.floor(i / size.width), x = left + i % size.width;
    inside[i] = values[y * width + x];
  }
  return { ...size, values: inside };
}

/** In the middle of 28×28 by its centre of mass, moved by whole pixels. */
function placed({ values, height, width }: Pixels): Uint8Array {
  let mass = 0, down = 0, across = 0;
  for (let i = 0; i < values.length; i++) {
    mass += values[i];
    down += values[i] * (Math.floor(i / width) + 0.5);
    across += values[i] * (i % width + 0.5);
  }
  const start = (centre: number, size: number) =>
    Math.max(0, Math.min(SIDE - size, Math.round(MIDDLE - centre)));
  const top = start(down / mass, height), left = start(across / mass, width);
  const image = new Uint8Array(SIDE * SIDE);
  for (let i = 0; i < values.length; i++) {
    const at = (top + Math.floor(i / width)) * SIDE + left + i % width;
    image[at] = Math.min(255, Math.round(values[i]));
  }
  return image;
}
