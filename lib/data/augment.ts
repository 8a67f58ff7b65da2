/** Random changes of training images: moved, turned, resized, mirrored, blanked in part, … */
import { tf } from "../engine/mod.ts";
import type { Random } from "../random.ts";
import { type AugmentOptions, checkedAugment, checkShift } from "./augment_text.ts";

export { augmentFrom, type AugmentOptions } from "./augment_text.ts";

/** What happens to one image. */
interface Change {
  /** a … f: pixel (X, Y) of the result comes from (a·X + b·Y + c, d·X + e·Y + f). */
  source: readonly number[];
  brightness: number;
  contrast: number;
  /** Where what is blanked begins and ends: of the rows, then of the columns. */
  blank: readonly [number, number, number, number];
}

/** What a change is drawn by. */
interface Draw {
  most: Required<AugmentOptions>;
  random: Random;
  /** Of an image, in pixels. */
  size: [height: number, width: number];
}

/** Shares of the image, and height to width or width to height, as torchvision's. */
const LEAST_BLANK = 0.02, MOST_BLANK = 0.33, MOST_BLANK_RATIO = 1 / 0.3;
const RADIANS = Math.PI / 180;
/** Pixels are counted in float32, where whole numbers are exact up to here. */
const MOST_COUNTED = 2 ** 24;

/**
 * Random changes for the option `augment` of `fit`.
 *
 * An image is mirrored, resized, slanted, turned and moved in one bilinear sampling, black outside;
 * then come contrast and brightness, cut to 0 … 1, and last a rectangle is blanked. What is drawn
 * for one option does not depend on the others.
 *
 * @returns From images `[B, height, width, channels]`, 0 … 1, to such images.
 * @throws {RangeError} Options unknown, out of range or all off; when called, shift ≥ half a side.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "../engine/mod.ts";
 * import { seededRandom } from "../random.ts";
 *
 * const vary = augment({ shift: 2, rotate: 10 });
 * assertEquals(vary(tf.ones([4, 28, 28, 1]), seededRandom(1)).shape, [4, 28, 28, 1]);
 * ```
 */
export function augment(
  options: AugmentOptions,
): (images: tf.Tensor4D, random: Random) => tf.Tensor4D {
  const most = checkedAugment(options), { shift, rotate, scale, shear, flip } = most;
  const moves = flip || [shift, rotate, scale, shear].some(Boolean);
  return (images, random) => {
    const [count, ...size] = images.shape.slice(0, 3) as [number, number, number];
    checkShift(shift, size);
    const changes = Array.from({ length: count }, () => drawn({ most, random, size }));
    return tf.tidy(() => {
      const moved = moves ? resampled(images, changes) : images;
      const toned = most.brightness || most.contrast ? recolored(moved, changes) : moved;
      return most.erase ? blanked(toned, changes) : toned;
    });
  };
}

/** Uniform in −most … most. */
const within = (most: number, random: Random) => most * (2 * random() - 1);

/** Draws for every option, on or not, so that each gets the same numbers beside any others. */
function drawn(draw: Draw): Change {
  const { most, random } = draw, source = drawnSource(draw);
  const brightness = within(most.brightness, random), contrast = 1 + within(most.contrast, random);
  return { source, brightness, contrast, blank: drawnBlank(draw) };
}

/** The inverse of flip, scale, shear, rotate and shift, one after another; y points down. */
function drawnSource({ most, random, size: [height, width] }: Draw): Change["source"] {
  const right = within(most.shift, random), down = within(most.shift, random);
  const angle = RADIANS * within(most.rotate, random); // counter-clockwise
  const factor = 1 + within(most.scale, random);
  const slant = Math.tan(RADIANS * within(most.shear, random)); // to the right per pixel upwards
  const sign = random() < 0.5 && most.flip ? -1 : 1;
  const cos = Math.cos(angle) / factor, sin = Math.sin(angle) / factor;
  const a = sign * (cos + slant * sin), b = sign * (slant * cos - sin);
  const x = (width - 1) / 2, y = (height - 1) / 2, toX = x + right, toY = y + down;
  return [a, b, x - a * toX - b * toY, sin, cos, y - sin * toX - cos * toY];
}

/** A rectangle, or none; where its ratio would not fit, the nearest one that does. */
function drawnBlank({ most, random, size: [height, width] }: Draw): Change["blank"] {
  const isOn = random() < most.erase;
  const area = LEAST_BLANK + (MOST_BLANK - LEAST_BLANK) * random();
  const wanted = MOST_BLANK_RATIO ** within(1, random);
  const ratio = Math.min(Math.max(wanted, area * height / width), height / (area * width));
  const span = (length: number, side: number) => {
    const whole = Math.max(1, Math.round(length));
    const first = Math.floor(random() * (side - whole + 1));
    return [first, isOn ? first + whole : first] as const;
  };
  const pixels = area * height * width, rows = span(Math.sqrt(pixels * ratio), height);
  return [...rows, ...span(Math.sqrt(pixels / ratio), width)];
}

/** Each image's number, to compute with `[B, height, width, channels]`: `[B, 1, 1, 1]`. */
function each(changes: readonly Change[], of: (change: Change, i: number) => number): tf.Tensor {
  return tf.tensor(changes.map(of), [changes.length, 1, 1, 1]);
}

/** In parts whose pixels can be counted. */
function resampled(images: tf.Tensor4D, changes: readonly Change[]): tf.Tensor4D {
  const [count, height, width] = images.shape;
  const atOnce = Math.max(1, Math.floor(MOST_COUNTED / ((height + 3) * (width + 3))));
  const starts = Array.from({ length: Math.ceil(count / atOnce) }, (_, k) => k * atOnce);
  const parts = starts.map((start) => {
    const some = changes.slice(start, start + atOnce);
    return tf.tidy(() => sampled(images.slice([start], [some.length]), some));
  });
  return tf.concat(parts);
}

/**
 * Bilinear, black outside. tfjs's own `image.transform` does not exist on the native engine, and on
 * the CPU it leaves all images but the first black.
 */
function sampled(images: tf.Tensor4D, changes: readonly Change[]): tf.Tensor4D {
  const [count, height, width, channels] = images.shape, rowLength = width + 3;
  const framed = images.pad([[0, 0], [1, 2], [1, 2], [0, 0]]); // [B, height + 3, width + 3, channels]
  const pixels = framed.reshape([count * (height + 3) * rowLength, channels]);
  const [x, y] = sources(changes, [height, width]); // [B, height, width, 1]
  const left = x.floor(), top = y.floor();
  const start = each(changes, (_, b) => b * (height + 3) * rowLength);
  const first = top.mul(rowLength).add(left).add(start); // [B, height, width, 1]
  const at = (offset: number) => tf.gatherND(pixels, first.add(offset).toInt());
  const mixed = (a: tf.Tensor, b: tf.Tensor, share: tf.Tensor) => a.add(b.sub(a).mul(share));
  const across = x.sub(left), down = y.sub(top);
  const upper = mixed(at(0), at(1), across); // [B, height, width, channels]
  const lower = mixed(at(rowLength), at(rowLength + 1), across);
  return mixed(upper, lower, down) as tf.Tensor4D;
}

/** Where each pixel of the result comes from in the framed image: `[B, height, width, 1]`. */
function sources(changes: readonly Change[], [height, width]: Draw["size"]): tf.Tensor[] {
  const column = tf.range(0, width).reshape([1, 1, width, 1]);
  const row = tf.range(0, height).reshape([1, height, 1, 1]);
  const along = (side: number, k: number) => {
    const [a, b, c] = [k, k + 1, k + 2].map((i) => each(changes, ({ source }) => source[i]));
    return column.mul(a).add(row.mul(b).add(c.add(1))).clipByValue(0, side + 1);
  };
  return [along(width, 0), along(height, 3)];
}

function recolored(images: tf.Tensor4D, changes: readonly Change[]): tf.Tensor4D {
  const mean = images.mean([1, 2, 3], true); // [B, 1, 1, 1]
  const added = mean.add(each(changes, ({ brightness }) => brightness));
  const factor = each(changes, ({ contrast }) => contrast);
  return images.sub(mean).mul(factor).add<tf.Tensor4D>(added).clipByValue(0, 1) as tf.Tensor4D;
}

function blanked(images: tf.Tensor4D, changes: readonly Change[]): tf.Tensor4D {
  const [, height, width] = images.shape;
  const inside = (place: tf.Tensor, k: number) => {
    const [first, end] = [k, k + 1].map((i) => each(changes, ({ blank }) => blank[i]));
    return place.greaterEqual(first).logicalAnd(place.less(end));
  };
  const rows = inside(tf.range(0, height).reshape([1, height, 1, 1]), 0);
  const columns = inside(tf.range(0, width).reshape([1, 1, width, 1]), 2);
  return images.mul(rows.logicalAnd(columns).logicalNot()); // [B, height, width, channels]
}
