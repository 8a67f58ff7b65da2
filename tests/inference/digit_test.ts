/** Drawings of digits become images like MNIST's. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { loadMnist } from "../../lib/data/mod.ts";
import { centredDigit, hasInk } from "../../lib/inference/digit.ts";

const { test } = await loadMnist({ limit: 10, testLimit: 100 });
const size = 28 * 28;
const image = (i: number) => test.images.subarray(i * size, (i + 1) * size);

/** A picture of an image: pixels repeated, a wide ground, ink of one brightness on another. */
function drawn(
  i: number,
  { factor = 8, ground = 230, ink = 40, left = 60, noise = 0, shade = 0 } = {},
) {
  const width = 28 * factor + left, height = 28 * factor + 17;
  const values = Uint8Array.from({ length: width * height }, (_, at) => {
    const y = Math.floor(at / width / factor), x = Math.floor((at % width - left) / factor);
    const share = y < 28 && x >= 0 ? image(i)[y * 28 + x] / 255 : 0;
    const light = 1 - shade * (at % width) / width;
    return light * ground + share * (ink - ground) * light + noise * ((at * 7919) % 13 - 6) / 6;
  });
  return { values, width, height };
}

const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / size;

Deno.test("centredDigit() leaves MNIST's own images as they are", () => {
  let same = 0;
  for (let i = 0; i < 100; i++) {
    const made = centredDigit({ values: image(i), width: 28, height: 28 });
    if (difference(made, image(i)) < 8) same++;
  }
  assert(same >= 95, `${same} of 100`);
});

Deno.test("centredDigit() undoes size, place, ground and grain", () => {
  for (
    const how of [{}, { ground: 20, ink: 250 }, { noise: 8 }, { factor: 3, left: 300 }, {
      shade: 0.5,
    }]
  ) {
    for (let i = 0; i < 20; i++) {
      const far = difference(centredDigit(drawn(i, how)), image(i));
      assert(far < 12, `image ${i}, ${JSON.stringify(how)}: ${far}`);
    }
  }
});

Deno.test("centredDigit() makes thin lines as strong as thick ones", () => {
  const values = new Uint8Array(300 * 300).fill(255);
  for (let y = 20; y < 280; y++) values.fill(0, y * 300 + 150, y * 300 + 153);
  assertEquals(Math.max(...centredDigit({ values, height: 300, width: 300 })), 255);
});

Deno.test("centredDigit() puts the centre of mass in the middle, within half a pixel", () => {
  const values = new Uint8Array(50 * 80);
  for (let y = 5; y < 45; y++) values.fill(255, y * 80 + 60, y * 80 + (y > 35 ? 78 : 64));
  const made = centredDigit({ values, height: 50, width: 80 });
  let mass = 0, down = 0, across = 0;
  made.forEach((value, i) => {
    mass += value;
    down += value * (Math.floor(i / 28) + 0.5);
    across += value * (i % 28 + 0.5);
  });
  assert(Math.abs(down / mass - 14.5) <= 0.51 && Math.abs(across / mass - 14.5) <= 0.51);
  const rows = [...Array(28).keys()].filter((y) =>
    made.subarray(y * 28, y * 28 + 28).some(Boolean)
  );
  assertEquals(rows.length, 20);
});

Deno.test("hasInk() finds none on a blank, centredDigit() refuses it", () => {
  const blank = { values: new Uint8Array(100).fill(200), height: 10, width: 10 };
  assertEquals(hasInk(blank), false);
  assertEquals(hasInk({ values: [7], height: 1, width: 1 }), false);
  assertThrows(() => centredDigit(blank), RangeError, "nothing is drawn");
});
