/** Thousands of classes without a download: characters, drawn from fonts. */
import { setImmediate } from "node:timers/promises";
import { between, type Check, check, checkNames, integer, whole } from "../check.ts";
import { InputError } from "../errors.ts";
import type { MemoryDataset } from "../types.ts";
import { type Font, loadFonts } from "./_fonts.ts";
import { drawCharacter, loadRasterizer } from "./_glyph_sheet.ts";
import { chosenCharacters, nameOf } from "./_glyphs.ts";
import type { LoadedInMemory } from "./loaded.ts";

/** Options of {@linkcode loadCharacters}. */
export interface LoadCharactersOptions {
  /**
   * C, the classes to train on.
   * @default {500}
   */
  classes?: number;
  /**
   * Images of each class, those to test on among them.
   * @default {40}
   */
  perClass?: number;
  /**
   * Height and width of an image, pixels.
   * @default {32}
   */
  size?: number;
  /**
   * Chooses the classes, their order, and how each image looks.
   * @default {1}
   */
  seed?: number;
  /**
   * Share of each class's images to test on, rounded down.
   * @default {0.1, or 0 with `unseen`}
   */
  testShare?: number;
  /**
   * Further classes, which the test set is of, whole: strangers to a model trained on the others.
   * @default {0}
   */
  unseen?: number;
}

type Wanted = Required<LoadCharactersOptions>;

const checks: Record<keyof LoadCharactersOptions, Check> = {
  classes: whole(2),
  perClass: whole(1),
  size: {
    what: "a whole number between 16 and 128",
    accepts: (value) => whole(16).accepts(value) && value as number <= 128,
  },
  seed: integer,
  testShare: between(0, 1),
  unseen: {
    what: "0, or a whole number of at least 2",
    accepts: (value) => value === 0 || whole(2).accepts(value),
  },
};

/** Larger data would fill the memory: bytes. */
const MOST_BYTES = 4e9;

/**
 * Draw a data set of characters: Latin, Greek, Cyrillic, Armenian, Braille, signs. A class is a
 * shape: Latin A, Greek Alpha and Cyrillic A are one, and so are characters that differ in size,
 * position or proportions alone. Each image is of one of 14 to 22 DejaVu fonts, moved, turned,
 * sheared, scaled, made thicker or thinner and blurred a little.
 *
 * An image depends on `seed`, `size`, its class and its number alone: a data set of more classes or
 * more images holds those of the smaller one.
 *
 * @returns Images `[N, size, size, 1]`, white on black, class by class; labels `[N]` int32. With
 * `unseen`, labels of the test set begin at `classes`. No test set without images for one.
 * @throws {InputError} More classes than there are characters, or more images than memory holds.
 * {@linkcode RangeError} for an option that is unknown or out of range.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { train, test } = await loadCharacters({ classes: 3, perClass: 20 });
 * assertEquals([train.length, test!.length, train.imageShape], [54, 6, [32, 32, 1]]);
 * ```
 */
export async function loadCharacters(
  options: LoadCharactersOptions = {},
): Promise<LoadedInMemory> {
  const wanted = checked(options), { classes, perClass, testShare, unseen, seed } = wanted;
  const fonts = await loadFonts();
  const characters = chosenCharacters(fonts, { count: classes + unseen, seed });
  const perTest = wholePart(testShare * perClass), names = characters.map(nameOf);
  const train = emptySet(classes * (perClass - perTest), names.slice(0, classes), wanted);
  const test = emptySet(classes * perTest + unseen * perClass, names, wanted);
  await drawInto({ train, test }, { characters, fonts, wanted });
  return {
    train,
    ...(test.length > 0 ? { test } : {}),
    what: `${characters.length} characters of the DejaVu fonts, drawn with seed ${seed}`,
    notes: notesOn(wanted, { fonts: fonts.length, tests: test.length }),
  };
}

function checked(options: LoadCharactersOptions): Wanted {
  checkNames(options, Object.keys(checks), "loadCharacters");
  const { classes = 500, perClass = 40, size = 32, seed = 1, unseen = 0 } = options;
  const { testShare = unseen ? 0 : 0.1 } = options;
  const wanted = { classes, perClass, size, seed, testShare, unseen };
  for (const name of Object.keys(checks) as (keyof Wanted)[]) {
    check(wanted[name], checks[name], `loadCharacters: ${name}`);
  }
  if (unseen > 0 && testShare > 0) {
    throw new InputError(
      "loadCharacters: testShare has no effect with unseen, which is the test set; leave one out",
    );
  }
  const count = (classes + unseen) * perClass;
  if (count * size ** 2 <= MOST_BYTES) return wanted;
  throw new InputError(
    `loadCharacters: ${count} images of ${size}×${size} are over ${
      MOST_BYTES / 1e9
    } GB; ask for less`,
  );
}

function emptySet(length: number, classNames: string[], { size }: Wanted): MemoryDataset {
  return {
    images: new Uint8Array(length * size * size), // [N, size, size, 1]
    labels: new Int32Array(length),
    length,
    classes: classNames.length,
    classNames,
    imageShape: [size, size, 1],
  };
}

async function drawInto(
  { train, test }: { train: MemoryDataset; test: MemoryDataset },
  { characters, fonts, wanted }: { characters: number[]; fonts: Font[]; wanted: Wanted },
): Promise<void> {
  const { classes, perClass, size, testShare, seed } = wanted, bytes = size * size;
  const rasterize = await loadRasterizer(), filled = new Map([[train, 0], [test, 0]]);
  for (const [label, codePoint] of characters.entries()) {
    const own = fonts.filter(({ codePoints }) => codePoints.has(codePoint));
    const drawn = drawCharacter(codePoint, { fonts: own, rasterize, count: perClass, size, seed });
    for (let i = 0; i < perClass; i++) {
      const set = label >= classes || isTest(i, testShare) ? test : train, row = filled.get(set)!;
      set.images.set(drawn.subarray(i * bytes, (i + 1) * bytes), row * bytes);
      set.labels[row] = label;
      filled.set(set, row + 1);
    }
    await setImmediate(); // a program's signals and timers go on
  }
}

/** Every tenth image for a share of 0.1: more images of a class leave it as it was. */
const isTest = (i: number, share: number) => wholePart((i + 1) * share) > wholePart(i * share);

/** Rounded down: 0.29 · 100 is 29, whatever the floating point says. */
const wholePart = (value: number) => Math.floor(value + 1e-9);

function notesOn(
  { perClass, testShare }: Wanted,
  { fonts, tests }: { fonts: number; tests: number },
): string[] {
  const drawn = `the images are drawn from ${fonts} font files, varied by seed: no photographs`;
  const none = `no test set: a share of ${testShare} of ${perClass} images is less than one`;
  return tests === 0 && testShare > 0 ? [drawn, none] : [drawn];
}
