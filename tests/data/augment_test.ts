/** Random changes of images against a bilinear sampling in plain TypeScript. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { augment, augmentFrom, type AugmentOptions } from "../../lib/data/augment.ts";
import { tf } from "../../lib/engine/mod.ts";
import { UsageError } from "../../lib/errors.ts";
import { LinearHead } from "../../lib/heads/mod.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { allVariables, fit, type FitOptions } from "../../lib/training/mod.ts";
import type { MemoryDataset, Model } from "../../lib/types.ts";

/** What is drawn for an image, in this order. */
const order = [
  ...["right", "down", "rotate", "scale", "shear", "flip", "brightness", "contrast"],
  ...["erase", "area", "ratio", "top", "left"],
];
type Draws = Record<string, number>;

/** The same for each image: what is named, and 0.5, which changes nothing, for the rest. */
function drawing(draws: Draws = {}): Random {
  let count = 0;
  return () => draws[order[count++ % order.length]] ?? 0.5;
}

type Picture = number[][];

/** An image of one channel, changed. */
async function changed(picture: Picture, options: AugmentOptions, draws?: Draws): Promise<Picture> {
  const images = tf.tensor4d([picture.map((row) => row.map((value) => [value]))]);
  const result = augment(options)(images, drawing(draws));
  return (await result.array())[0].map((row) => row.map(([value]) => value));
}

function assertNear(actual: Picture, expected: Picture, tolerance = 1e-6): void {
  assertEquals(actual.map((row) => row.length), expected.map((row) => row.length));
  expected.flat().forEach((value, i) => assertAlmostEquals(actual.flat()[i], value, tolerance));
}

const all: AugmentOptions = {
  ...{ shift: 2, rotate: 40, scale: 0.3, shear: 20, flip: true },
  ...{ erase: 0.5, brightness: 0.3, contrast: 0.5 },
};
/** Nothing is symmetric in it. */
const steps: Picture = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.95]];
const dot: Picture = [
  [0, 0, 0, 0, 0],
  [0, 1, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0],
];

/** Of several images and channels, 0 … 1. */
function noise(shape: [number, number, number, number]): tf.Tensor4D {
  const random = seededRandom(11);
  return tf.tensor4d(Array.from({ length: shape.reduce((a, b) => a * b) }, random), shape);
}

Deno.test("augment() changes nothing where the draws say so", async () => {
  assertNear(await changed(steps, { ...all, shift: 1 }), steps);
  assertEquals(await changed(dot, { ...all, brightness: 0, contrast: 0 }), dot);
});

Deno.test("augment() shifts to the right and down", async () => {
  const at = (picture: Picture) =>
    picture.flatMap((row, y) => row.flatMap((v, x) => v ? [[x, y]] : []));
  assertEquals(at(await changed(dot, { shift: 2 }, { right: 1 })), [[3, 1]]);
  assertEquals(at(await changed(dot, { shift: 2 }, { down: 0.75 })), [[1, 2]]);
  assertEquals(at(await changed(dot, { shift: 2 }, { right: 0 })), []);
  const half = await changed(dot, { shift: 0.5 }, { right: 1 });
  assertEquals(half[1], [0, 0.5, 0.5, 0, 0]);
});

Deno.test("augment() turns counter-clockwise, and mirrors", async () => {
  const turned = [[0.3, 0.6, 0.95], [0.2, 0.5, 0.8], [0.1, 0.4, 0.7]];
  assertNear(await changed(steps, { rotate: 90 }, { rotate: 1 }), turned);
  assertNear(await changed(steps, { rotate: 180 }, { rotate: 0.75 }), turned);
  const mirrored = steps.map((row) => row.toReversed());
  assertNear(await changed(steps, { flip: true }, { flip: 0.49 }), mirrored);
  assertNear(await changed(steps, { flip: true }, { flip: 0.5 }), steps);
});

Deno.test("augment() enlarges, and slants to the right", async () => {
  const left = Array.from(
    { length: 7 },
    (_, y) => Array.from({ length: 7 }, (_, x) => +(y === 3 && x === 1)),
  );
  const enlarged = await changed(left, { scale: 0.5 }, { scale: 1 }); // from 2 to 3 off the centre
  assertAlmostEquals(enlarged[3][0], 1, 1e-6);
  const dots = [[1, 0, 0], [1, 0, 0], [0, 0, 0]];
  assertNear(await changed(dots, { shear: 45 }, { shear: 1 }), [[0, 1, 0], [1, 0, 0], [0, 0, 0]]);
});

type Matrix = [number, number, number, number];
const times = ([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix =>
  [
    ...[a * e + b * g, a * f + b * h],
    ...[c * e + d * g, c * f + d * h],
  ] as Matrix;

/** Each change as a matrix, multiplied, inverted, and the four pixels around. */
function sampled(image: number[][][], draws: Draws): number[][][] {
  const { shift, rotate, scale, shear } = all as Required<AugmentOptions>;
  const to = (name: string, most: number) => most * (2 * draws[name] - 1), rad = Math.PI / 180;
  const angle = rad * to("rotate", rotate), size = 1 + to("scale", scale);
  const turn: Matrix = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle)];
  const slant: Matrix = [1, -Math.tan(rad * to("shear", shear)), 0, 1];
  const flip: Matrix = [draws.flip < 0.5 ? -1 : 1, 0, 0, 1];
  const [a, b, c, d] = times(times(turn, slant), times([size, 0, 0, size], flip));
  const determinant = a * d - b * c, height = image.length, width = image[0].length;
  const pixel = (y: number, x: number, k: number) => image[y]?.[x]?.[k] ?? 0;
  return image.map((row, Y) =>
    row.map((channels, X) => {
      const u = X - (width - 1) / 2 - to("right", shift),
        v = Y - (height - 1) / 2 - to("down", shift);
      const x = (d * u - b * v) / determinant + (width - 1) / 2;
      const y = (a * v - c * u) / determinant + (height - 1) / 2;
      const [left, top] = [Math.floor(x), Math.floor(y)], [s, t] = [x - left, y - top];
      return channels.map((_, k) =>
        (1 - t) * ((1 - s) * pixel(top, left, k) + s * pixel(top, left + 1, k)) +
        t * ((1 - s) * pixel(top + 1, left, k) + s * pixel(top + 1, left + 1, k))
      );
    })
  );
}

/** A generator that keeps what it gave, by image. */
function recorded(random: Random): { random: Random; draws: () => Draws[] } {
  const given: number[] = [];
  const draws = () =>
    Array.from(
      { length: given.length / order.length },
      (_, image) =>
        Object.fromEntries(order.map((name, k) => [name, given[image * order.length + k]])),
    );
  return { random: () => given[given.push(random()) - 1], draws };
}

Deno.test("augment() is a bilinear sampling, each image by draws of its own", async () => {
  const images = noise([6, 7, 9, 2]), { random, draws } = recorded(seededRandom(3));
  const moves = { ...all, erase: 0, brightness: 0, contrast: 0 };
  const result = await augment(moves)(images, random).array();
  const before = await images.array();
  assertEquals(draws().length, 6);
  draws().forEach((own, i) => assertNear(result[i].flat(), sampled(before[i], own).flat(), 1e-5));
});

Deno.test("augment() brightens, and stretches about the image's mean", async () => {
  const mean = steps.flat().reduce((sum, value) => sum + value) / 9;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  const of = (change: (value: number) => number) =>
    steps.map((row) => row.map((v) => cut(change(v))));
  const { brightness, contrast } = all;
  assertNear(await changed(steps, { brightness }, { brightness: 1 }), of((v) => v + 0.3));
  assertNear(await changed(steps, { brightness }, { brightness: 0.25 }), of((v) => v - 0.15));
  assertNear(
    await changed(steps, { contrast }, { contrast: 1 }),
    of((v) => mean + 1.5 * (v - mean)),
  );
  assertNear(
    await changed(steps, { brightness, contrast }, { contrast: 0, brightness: 1 }),
    of((v) => mean + 0.5 * (v - mean) + 0.3),
  );
});

Deno.test("augment() blanks one rectangle of 2 to 33 %, in as many images as it should", async () => {
  const white = tf.ones<tf.Rank.R4>([400, 20, 30, 1]);
  const images = await augment({ erase: 0.75 })(white, seededRandom(1)).array();
  const areas = images.map((image) => {
    const blank = image.flatMap((row, y) => row.flatMap(([v], x) => v === 0 ? [[y, x]] : []));
    assert(image.flat(2).every((value) => value === 0 || value === 1));
    const [height, width] = [0, 1].map((axis) => new Set(blank.map((at) => at[axis])).size);
    assertEquals(blank.length, height * width);
    const isBroken = [0, 1].some((axis) => {
      const places = blank.map((at) => at[axis]);
      return blank.length > 0 && Math.max(...places) - Math.min(...places) >= [height, width][axis];
    });
    assert(!isBroken);
    return blank.length / 600;
  }).filter((area) => area > 0);
  assertAlmostEquals(areas.length / 400, 0.75, 0.05);
  assert(areas.every((area) => area > 0.012 && area < 0.36));
  assertAlmostEquals(areas.reduce((sum, area) => sum + area) / areas.length, 0.175, 0.015);
  for (const strip of [[Array(40).fill(1)], Array.from({ length: 40 }, () => [1])]) {
    const blank = (await changed(strip, { erase: 1 }, { area: 1 })).flat().filter((v) => v === 0);
    assertEquals(blank.length, 13); // 33 % of 40, though no square of 13 pixels fits
  }
});

Deno.test("augment() repeats itself by seed; an option draws the same beside others", async () => {
  const images = noise([4, 8, 8, 1]);
  const by = async (
    seed: number,
    options = all,
  ) => [...await augment(options)(images, seededRandom(seed)).data()];
  assertEquals(await by(1), await by(1));
  assert(String(await by(1)) !== String(await by(2)));
  const white = tf.ones<tf.Rank.R4>([4, 8, 8, 1]);
  const blank = async (options: AugmentOptions) =>
    [...await augment(options)(white, seededRandom(1)).data()].map((value) => value === 0);
  assertEquals(await blank({ erase: 0.9 }), await blank({ erase: 0.9, contrast: 0.5, flip: true }));
});

Deno.test("augment() gives on tfjs's CPU what it gives here, and leaves no tensors", async () => {
  const here = tf.getBackend();
  const run = async () => {
    const images = noise([3, 28, 28, 1]), before = tf.memory().numTensors;
    const result = augment(all)(images, seededRandom(4));
    assertEquals(tf.memory().numTensors, before + 1);
    tf.tidy(() => void augment(all)(images, seededRandom(4)));
    assertEquals(tf.memory().numTensors, before + 1);
    return [[...await result.data()]];
  };
  const expected = await run();
  try {
    await tf.setBackend("cpu");
    assertNear(await run(), expected, 1e-5);
  } finally {
    await tf.setBackend(here);
  }
});

Deno.test("augment() finds every pixel of more than float32 can count", async () => {
  const count = Math.ceil(2 ** 24 / 25) + 2, pixels = tf.range(0, 4 * count);
  const result = augment({ flip: true })(pixels.reshape([count, 2, 2, 1]), () => 0);
  const last = 4 * count - 4;
  assertEquals([...await result.slice(count - 1).data()], [1, 0, 3, 2].map((k) => last + k));
  tf.dispose([pixels, result]);
});

Deno.test("augment() and augmentFrom() refuse what will not do", () => {
  const refused: [object, string][] = [
    [{}, "augment: nothing is on; give at least one of shift, rotate"],
    [{ shift: 0, flip: false, erase: undefined }, "nothing is on"],
    [{ turn: 3 }, "augment: unknown option turn; options are shift, rotate, scale"],
    [{ shift: -1 }, "augment: shift is -1, it must be 0 or more"],
    [{ rotate: NaN }, "augment: rotate is NaN, it must be between 0 and 180"],
    [{ scale: 1 }, "augment: scale is 1, it must be at least 0 and below 1"],
    [{ flip: 1 }, "augment: flip is 1, it must be true or false"],
    [{ erase: 1.1 }, "augment: erase is 1.1, it must be between 0 and 1: it is a probability"],
  ];
  for (const [options, message] of refused) {
    assertThrows(() => augment(options), RangeError, message);
  }
  const far = augment({ shift: 4 });
  const message = "augment: shift is 4, it must be below 4: half a side of images of 8×10";
  assertThrows(() => far(tf.zeros([1, 8, 10, 1]), drawing()), RangeError, message);
});

Deno.test("augmentFrom() reads changes, and names the part that is wrong", () => {
  assertEquals(augmentFrom("shift=2, rotate=10,flip"), { shift: 2, rotate: 10, flip: true });
  assertEquals(augmentFrom("contrast = .5"), { contrast: 0.5 });
  const refused = {
    "": '--augment "": give changes such as shift=2',
    none: "--augment none: give changes",
    "shift=2,rotate=x": "--augment rotate=x: it must be between 0 and 180",
    "rotate=": "--augment rotate=: give a number, as in rotate=",
    shift: "--augment shift: give a number",
    "shift=2,": "--augment shift=2,: changes are shift, rotate",
    "turn=3": "--augment turn=3: changes are shift, rotate",
    "constructor=1": "--augment constructor=1: changes are",
    "flip=true": "--augment flip=true: flip takes no value",
    "shift=1,shift=2": "--augment shift=2: shift is given twice",
    "shift=1=2": "--augment shift=1=2: it must be 0 or more",
    "shift=0": "--augment shift=0: it changes nothing; leave it out",
  };
  for (const [text, message] of Object.entries(refused)) {
    assertThrows(() => augmentFrom(text), UsageError, message);
  }
});

Deno.test("fit() with augment() resumes exactly in the middle of an epoch", async () => {
  const random = seededRandom(5), imageShape = [8, 8, 1] as const;
  const train: MemoryDataset = {
    images: Uint8Array.from({ length: 24 * 64 }, () => 256 * random()),
    labels: Int32Array.from({ length: 24 }, (_, i) => i % 3),
    ...{ length: 24, classes: 3, imageShape: [...imageShape] },
  };
  const newModel = (): Model => {
    const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
    const layers = [
      tf.layers.flatten({ name: "flat", inputShape: [...imageShape] }),
      tf.layers.dense({ name: "dense", units: 2, kernelInitializer }),
    ];
    const head = new LinearHead({ classes: 3, embeddingSize: 2 });
    return { backbone: tf.sequential({ layers }), head };
  };
  const plan: FitOptions = { epochs: 2, batchSize: 8, augment: augment(all) };
  const trained = async (model: Model, options: FitOptions) => {
    const training = fit(model, { train }, { ...plan, ...options });
    for await (const _ of training);
    return training.state();
  };
  const whole = newModel(), parted = newModel(), plain = newModel(), stop = new AbortController();
  await trained(whole, {});
  await trained(plain, { augment: undefined });
  let steps = 0;
  const onStep = () => void (++steps === 4 && stop.abort());
  const resume = await trained(parted, { signal: stop.signal, onStep });
  assertEquals(steps, 4);
  await trained(parted, { resume });
  const weights = (model: Model) =>
    Promise.all(Object.values(allVariables(model)).map(async (v) => [...await v.data()]));
  assertEquals(await weights(parted), await weights(whole));
  assert(String(await weights(plain)) !== String(await weights(whole)));
});
