import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { loadFonts, type Step } from "../../lib/data/_fonts.ts";
import { drawCharacter, loadRasterizer } from "../../lib/data/_glyph_sheet.ts";
import { distinctCharacters, FEWEST_FONTS, nameOf, outlineKey } from "../../lib/data/_glyphs.ts";
import { loadCharacters } from "../../lib/data/characters.ts";
import { InputError } from "../../lib/errors.ts";
import type { MemoryDataset } from "../../lib/types.ts";

const fonts = await loadFonts(), rasterize = await loadRasterizer();
const codeOf = (character: string) => character.codePointAt(0)!;

/** Images of 32×32 of one character. */
function drawn(character: string, count: number): Uint8Array[] {
  const own = fonts.filter(({ codePoints }) => codePoints.has(codeOf(character)));
  const options = { fonts: own, rasterize, count, size: 32, seed: 1 };
  return parts(drawCharacter(codeOf(character), options), 32 * 32);
}

function parts(images: Uint8Array, size: number): Uint8Array[] {
  return Array.from(
    { length: images.length / size },
    (_, i) => images.subarray(i * size, (i + 1) * size),
  );
}

/** The images of one class. */
function imagesOf({ images, labels, imageShape: [height, width] }: MemoryDataset, label: number) {
  return parts(images, height * width).filter((_, i) => labels[i] === label);
}

Deno.test("loadCharacters() gives so many classes, and a share of each to test on", async () => {
  const data = await loadCharacters({ classes: 6, perClass: 20, size: 24, testShare: 0.25 });
  const { train, test } = data;
  assertEquals([train.length, test!.length], [90, 30]);
  for (const set of [train, test!]) {
    assertEquals([set.classes, new Set(set.classNames).size, set.imageShape], [6, 6, [24, 24, 1]]);
    assertEquals([set.images.length, set.labels.length], [set.length * 24 * 24, set.length]);
    for (let c = 0; c < 6; c++) assertEquals(imagesOf(set, c).length, set.length / 6);
  }
  assertEquals(data.what, "6 characters of the DejaVu fonts, drawn with seed 1");
  assertEquals(data.notes, [
    "the images are drawn from 22 font files, varied by seed: no photographs",
  ]);
});

Deno.test("loadCharacters() has no test set where a share is less than an image", async () => {
  const { test, notes } = await loadCharacters({ classes: 2, perClass: 4 });
  assertEquals(test, undefined);
  assertEquals(notes[1], "no test set: a share of 0.1 of 4 images is less than one");
});

Deno.test("loadCharacters() draws the same by seed, whatever else is drawn", async () => {
  const options = { classes: 3, perClass: 10, testShare: 0.2 };
  const small = await loadCharacters(options);
  const large = await loadCharacters({ ...options, classes: 5, perClass: 25 });
  const other = await loadCharacters({ ...options, seed: 2 });
  assertEquals(await loadCharacters(options), small);
  assertEquals(large.train.classNames!.slice(0, 3), small.train.classNames);
  assertNotEquals(other.train.classNames, small.train.classNames);
  for (let c = 0; c < 3; c++) {
    assertEquals(imagesOf(large.train, c).slice(0, 8), imagesOf(small.train, c));
    assertEquals(imagesOf(large.test!, c).slice(0, 2), imagesOf(small.test!, c));
  }
});

Deno.test("loadCharacters() holds classes out, numbered from C up", async () => {
  const { train, test } = await loadCharacters({ classes: 4, perClass: 5, unseen: 2 });
  assertEquals([train.length, train.classes, train.classNames!.length], [20, 4, 4]);
  assertEquals([test!.length, test!.classes, test!.classNames!.length], [10, 6, 6]);
  assertEquals([...new Set(train.labels)], [0, 1, 2, 3]);
  assertEquals([...test!.labels], [4, 4, 4, 4, 4, 5, 5, 5, 5, 5]);
  const all = await loadCharacters({ classes: 6, perClass: 5, testShare: 0 });
  assertEquals([all.train.classNames, all.test], [test!.classNames, undefined]);
  assertEquals(all.train.images, Uint8Array.of(...train.images, ...test!.images));
});

Deno.test("images show all of a character, upright", async () => {
  const { train } = await loadCharacters({ classes: 150, perClass: 10, testShare: 0 });
  const images = parts(train.images, 32 * 32);
  const inkAt = (image: Uint8Array, isThere: (x: number, y: number) => boolean) =>
    image.reduce((sum, ink, i) => sum + (isThere(i % 32, Math.floor(i / 32)) ? ink : 0), 0);
  const isEdge = (i: number) => [0, 31].includes(i % 32) || i < 32 || i >= 31 * 32;
  for (const image of images) {
    assert(image.some((ink) => ink > 96));
    assert(image.every((ink, i) => !isEdge(i) || ink < 16)); // what blur leaves there
  }
  for (const image of drawn("T", 20)) {
    assert(inkAt(image, (_, y) => y < 16) > inkAt(image, (_, y) => y >= 16));
  }
  for (const image of drawn("F", 20)) {
    assert(inkAt(image, (_, y) => y < 14) > inkAt(image, (_, y) => y >= 18));
  }
});

Deno.test("drawCharacter() draws an image alike, on whatever sheet it stands", () => {
  const many = drawn("&", 450), some = drawn("&", 402);
  assertEquals(many.slice(0, 402), some);
  assertEquals(new Set(many.map(String)).size, 450);
});

Deno.test("distinctCharacters() has each outline once, of characters that many fonts have", () => {
  const characters = distinctCharacters(fonts);
  assertEquals(characters.length, 2614);
  const [sans, serif] = ["DejaVuSans", "DejaVuSerif"].map((name) =>
    fonts.find((font) => font.name === name)!
  );
  for (const font of [sans, serif]) {
    const own = characters.filter((codePoint) => font.codePoints.has(codePoint));
    assertEquals(new Set(own.map((code) => outlineKey(font.outline(code)))).size, own.length);
  }
  const has = (text: string) => [...text].map((one) => characters.includes(codeOf(one)));
  assertEquals(has("AΑА"), [true, false, false]); // Latin, Greek, Cyrillic
  assertEquals(has("ÄӒoо "), [true, false, true, false, false]);
  assertEquals(has("ЖΩ⠿"), [true, true, true]);
  for (const codePoint of characters.filter((_, i) => i % 20 === 0)) {
    const own = fonts.filter(({ codePoints }) => codePoints.has(codePoint));
    const drawable = own.filter((font) => font.outline(codePoint).length > 0);
    assert(drawable.length >= FEWEST_FONTS, nameOf(codePoint));
  }
});

Deno.test("outlineKey() is the same wherever an outline begins, and of any size", () => {
  const triangle = (points: number[][]): Step[] => [
    ...points.map(([x, y], i) => ({ type: i === 0 ? "M" as const : "L" as const, x, y })),
    { type: "L", x: points[0][0], y: points[0][1] },
    { type: "Z" },
  ];
  const key = outlineKey(triangle([[0, 0], [10, 0], [0, 20]]));
  assertEquals(outlineKey(triangle([[130, 100], [100, 160], [100, 100]])), key);
  assertNotEquals(outlineKey(triangle([[0, 0], [10, 0], [10, 20]])), key);
  const [one, two] = [triangle([[0, 0], [1, 0], [0, 1]]), triangle([[5, 5], [6, 5], [5, 6]])];
  assertEquals(outlineKey([...two, ...one]), outlineKey([...one, ...two]));
  const round: Step[] = [{ type: "M", x: 0, y: 0 }, { type: "Q", x1: 10, y1: 0, x: 0, y: 20 }];
  assertNotEquals(outlineKey(round), key);
  assertEquals(outlineKey([]), "");
});

Deno.test("nameOf() writes a number for what does not show alone", () => {
  assertEquals(["é", "\u0301", "\ue000", "\u00ad"].map((c) => nameOf(codeOf(c))), [
    ...["é", "U+0301", "U+E000", "U+00AD"],
  ]);
});

Deno.test("loadCharacters() refuses options that make no sense", async () => {
  for (
    const [options, message] of [
      [{ classes: 1 }, "classes is 1, it must be a whole number of at least 2"],
      [{ perClass: 0 }, "perClass is 0, it must be a whole number of at least 1"],
      [{ size: 8 }, "size is 8, it must be a whole number between 16 and 128"],
      [{ size: 28.5 }, "size is 28.5, it must be"],
      [{ seed: 0.5 }, "seed is 0.5, it must be a whole number"],
      [{ testShare: 1 }, "testShare is 1, it must be at least 0 and below 1"],
      [{ unseen: 1 }, "unseen is 1, it must be 0, or a whole number of at least 2"],
    ] as const
  ) await assertRejects(() => loadCharacters(options), RangeError, `loadCharacters: ${message}`);
  const misspelt: object = { class: 3 };
  await assertRejects(() => loadCharacters(misspelt), RangeError, "unknown option class");
  for (
    const [options, message] of [
      [{ classes: 2600, unseen: 20 }, "are 2620 together; there are 2614: ask for fewer"],
      [{ unseen: 2, testShare: 0.1 }, "leave one out"],
      [{ classes: 2000, perClass: 5000 }, "10000000 images of 32×32 are over 4 GB"],
    ] as const
  ) await assertRejects(() => loadCharacters(options), InputError, message);
});
