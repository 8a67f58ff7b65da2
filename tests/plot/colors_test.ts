import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { articleColors, classColors, digitColors } from "../../lib/plot/mod.ts";

// What readers without red, green or blue cones see, on linear RGB: Machado, Oliveira, Fernandes
// (2009), severity 1.
const normal = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
const protanopia = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [
  -0.003882,
  -0.048116,
  1.051998,
]];
const deuteranopia = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [
  -0.01182,
  0.04294,
  0.968881,
]];
const tritanopia = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [
  0.004733,
  0.691367,
  0.3039,
]];

const times = (matrix: number[][], v: number[]) =>
  matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);

function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
}

/** CIE Lab, D65. */
function lab(rgb: number[]): number[] {
  const toXyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [
    0.0193339,
    0.119192,
    0.9503041,
  ]];
  const [x, y, z] = times(toXyz, rgb.map((value) => Math.min(1, Math.max(0, value))))
    .map((value, k) => value / [0.95047, 1, 1.08883][k])
    .map((t) => t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function smallestDistance(colors: readonly string[], sight: number[][]): number {
  const seen = colors.map((color) => lab(times(sight, linear(color))));
  const distances = seen.flatMap((a, i) =>
    seen.slice(0, i).map((b) => Math.hypot(...a.map((value, k) => value - b[k])))
  );
  return Math.min(...distances);
}

Deno.test("digitColors stay apart for colour-blind readers", () => {
  for (const sight of [protanopia, deuteranopia, tritanopia]) {
    assertGreater(smallestDistance(digitColors, sight), 30);
  }
  assertGreater(smallestDistance(digitColors, normal), 40);
});

Deno.test("digitColors do better than the article's, some of which colour-blind readers cannot tell apart", () => {
  for (const sight of [protanopia, deuteranopia, tritanopia]) {
    assertLess(smallestDistance(articleColors, sight), 10);
  }
});

Deno.test("digitColors are neither too pale for white paper nor close to ink", () => {
  for (const color of digitColors) {
    const [lightness] = lab(linear(color));
    assert(lightness > 25 && lightness < 82, `${color} has lightness ${lightness}`);
  }
});

Deno.test("classColors() begins with the ten of either set", () => {
  assertEquals(classColors(10), [...digitColors]);
  assertEquals(classColors(10, "article"), [...articleColors]);
  assertEquals(classColors(3), digitColors.slice(0, 3));
});

Deno.test("classColors() goes on beyond ten, the same each time and without repeating", () => {
  const colors = classColors(200);
  assertEquals(colors, classColors(200));
  assertEquals(new Set(colors).size, 200);
  for (const color of colors) assertMatch(color, /^#[0-9a-f]{6}$/);
  assertGreater(smallestDistance(colors.slice(0, 30), normal), 4);
});
