/** A drawing of a digit as one of MNIST's images. */
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
 * The ground is the median of the border's pixels; what differs from it less than the border itself
 * does is ground too. The strongest ink becomes 255.
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
  return placed({ ...size, values: resampled(cropped, size) });
}

/** How much ink each pixel has, 0 … 255; undefined if none has. */
function inkOf({ values, height, width }: Pixels): Float64Array | undefined {
  const border = borderOf({ values, height, width }), ground = median(border);
  const noise = median(border.map((value) => Math.abs(value - ground)));
  let [darkest, lightest] = [255, 0];
  for (let i = 0; i < values.length; i++) {
    darkest = Math.min(darkest, values[i]);
    lightest = Math.max(lightest, values[i]);
  }
  const sign = lightest - ground >= ground - darkest ? 1 : -1;
  const most = sign > 0 ? lightest - ground : ground - darkest;
  if (most < LEAST) return undefined;
  const floor = Math.min(4 * noise, IS_INK * most);
  return Float64Array.from(values, (value) => {
    const above = sign * (value - ground) - floor;
    return Math.max(0, 255 * above / (most - floor));
  });
}

function borderOf({ values, height, width }: Pixels): number[] {
  const border: number[] = [];
  for (let y = 0; y < height; y++) {
    const step = y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1);
    for (let x = 0; x < width; x += step) border.push(values[y * width + x]);
  }
  return border;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
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
