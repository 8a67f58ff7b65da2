/** Folders of images as people have them. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import sharp from "npm:sharp@0.34.5";
import { clsNet } from "../../lib/backbones/mod.ts";
import { imageFolder } from "../../lib/data/mod.ts";
import { BrokenDataError, InputError } from "../../lib/errors.ts";
import { CosineHead } from "../../lib/heads/mod.ts";
import { allVariables, fit, type Training } from "../../lib/training/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import type { Dataset } from "../../lib/types.ts";
import { makeFaces } from "./make_faces.ts";

const place = await Deno.makeTempDir({ prefix: "images-" });
let made = 0;
async function folderOf(files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = join(place, `folder-${made++}`);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
  }
  return folder;
}

type Color = { r: number; g: number; b: number; alpha?: number };
const plain = (background: Color, { width = 12, height = 8 } = {}) =>
  sharp({
    create: { width, height, channels: background.alpha === undefined ? 3 : 4, background },
  });
const red = { r: 200, g: 0, b: 0 };
const png = (background: Color, size = {}) => plain(background, size).png().toBuffer();

/** Two classes of two images each: with others to compare the first one with. */
async function single(name: string, bytes: Uint8Array): Promise<string> {
  const other = await png(red);
  return await folderOf({
    [`a/${name}`]: bytes,
    "a/z.png": other,
    "b/y.png": other,
    "b/z.png": other,
  });
}

const pixelsOf = ({ images }: Dataset, i: number, size: number) =>
  Array.from(images!.subarray(i * size, (i + 1) * size));

/** Of the first image: where it is, the test share leaves it. */
async function firstPixels(folder: string, options = {}): Promise<number[]> {
  const { train } = await imageFolder(folder, {
    imageSize: [2, 2],
    testShare: 0,
    decoders: 0,
    ...options,
  });
  return pixelsOf(train, 0, train.imageShape.reduce((product, side) => product * side));
}

const grey16 = Uint16Array.from({ length: 96 }, () => 257 * 90);
const formats: Record<string, [name: string, bytes: () => Promise<Uint8Array>, want: number[]]> = {
  "JPEG": ["a.jpg", () => plain(red).jpeg({ quality: 100 }).toBuffer(), [200, 0, 0]],
  "PNG": ["a.png", () => png(red), [200, 0, 0]],
  "WebP": ["a.webp", () => plain(red).webp({ lossless: true }).toBuffer(), [200, 0, 0]],
  "GIF": ["a.gif", () => plain(red).gif().toBuffer(), [200, 0, 0]],
  "TIFF": ["a.TIF", () => plain(red).tiff().toBuffer(), [200, 0, 0]],
  "AVIF": ["a.avif", () => plain(red).avif({ lossless: true }).toBuffer(), [200, 0, 0]],
  "16-bit grey": [
    "a.png",
    () =>
      sharp(grey16, { raw: { width: 12, height: 8, channels: 1 } }).toColourspace("grey16").png()
        .toBuffer(),
    [90, 90, 90],
  ],
  "transparent": ["a.png", () => png({ r: 200, g: 90, b: 10, alpha: 0 }), [0, 0, 0]],
  "half transparent": ["a.png", () => png({ r: 200, g: 100, b: 0, alpha: 0.5 }), [100, 50, 0]],
};
for (const [what, [name, bytes, want]] of Object.entries(formats)) {
  Deno.test(`imageFolder() decodes an image that is ${what}`, async () => {
    const found = (await firstPixels(await single(name, await bytes()))).slice(0, 3);
    found.forEach((value, i) => assert(Math.abs(value - want[i]) <= 3, `${found} for ${want}`));
  });
}

Deno.test("imageFolder() turns an image as its EXIF data say", async () => {
  const left = await sharp(Uint8Array.of(255, 0, 255, 0), {
    raw: { width: 2, height: 2, channels: 1 },
  })
    .resize(16, 16, { kernel: "nearest" }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const found = await firstPixels(await single("a.jpg", left), { channels: 1 });
  assertEquals(found.map((value) => value > 127), [true, true, false, false]); // left is above now
});

Deno.test("imageFolder() cuts, adds bars or stretches", async () => {
  const halves = await sharp(Uint8Array.of(0, 255, 255, 0), {
    raw: { width: 4, height: 1, channels: 1 },
  })
    .resize(32, 8, { kernel: "nearest", fit: "fill" }).png().toBuffer();
  const folder = await single("a.png", halves);
  const bright = async (fit: string) =>
    (await firstPixels(folder, { fit, channels: 1, imageSize: [4, 4] })).map((value) =>
      value > 127 ? 1 : 0
    ).join("").match(/..../g)!;
  const line = "0110", light = "1111", dark = "0000";
  assertEquals(await bright("fill"), [line, line, line, line]);
  assertEquals(await bright("cover"), [light, light, light, light]);
  assertEquals((await bright("contain")).toSorted(), [dark, dark, dark, line]);
});

Deno.test("imageFolder() takes size and channels from the images, and names the classes", async () => {
  const grey = await sharp(new Uint8Array(96).fill(90), {
    raw: { width: 12, height: 8, channels: 1 },
  })
    .toColourspace("b-w").png().toBuffer();
  const folder = await folderOf({
    "zebra/1.png": grey,
    "zebra/deeper/2.png": grey,
    "ant/1.png": grey,
    "ant/2.png": grey,
    "ant/notes.txt": "x",
    ".hidden/3.png": grey,
    "empty/readme.md": "x",
    "at-the-top.png": grey,
  });
  const { train, notes, what } = await imageFolder(folder, { testShare: 0 });
  assertEquals([train.imageShape, train.classNames, train.classes], [
    [8, 12, 1],
    ["ant", "zebra"],
    2,
  ]);
  assertEquals([...train.labels], [0, 0, 1, 1]);
  assertStringIncludes(notes.join(), "3 files are no JPEG");
  assertStringIncludes(what, "4 images in 2 classes, as 8×12 grey");
});

Deno.test("imageFolder() takes train/ and test/, whose classes are the same or all others", async () => {
  const image = await png(red);
  const files = { "train/a/1.png": image, "train/b/1.png": image, "test/b/1.png": image };
  const { train, test } = await imageFolder(await folderOf(files));
  assertEquals([train.classNames, [...test!.labels], test!.classes], [["a", "b"], [1], 2]);
  const open = await imageFolder(
    await folderOf({ "train/a/1.png": image, "train/b/1.png": image, "val/c/1.png": image }),
  );
  assertEquals([open.test, open.unseen?.classNames], [undefined, ["c"]]);
  await assertRejects(
    async () => imageFolder(await folderOf({ ...files, "test/c/1.png": image })),
    InputError,
    "1 of 2 classes to test on are not trained on (c)",
  );
});

const refused: Record<string, [files: Record<string, Uint8Array | string>, ...words: string[]]> = {
  "a web page": [
    { "a/1.jpg": "<!DOCTYPE html><html>404", "a/2.png": await png(red), "b/1.png": await png(red) },
    "a/1.jpg: is no image",
    "web page",
    "--skip-broken",
  ],
  "an empty file": [
    { "a/1.jpg": "", "a/2.png": await png(red), "b/1.png": await png(red) },
    "a/1.jpg: is no image",
  ],
  "images without folders": [{ "1.png": await png(red) }, "no subfolder holds images"],
  "sizes that differ": [
    { "a/1.png": await png(red), "b/1.png": await png(red, { width: 20, height: 30 }) },
    "images are of 2 sizes, 8×12 to 30×20",
    "--image-size",
  ],
  "large images": [
    { "a/1.png": await png(red, { width: 300 }), "b/1.png": await png(red, { width: 300 }) },
    "images are 8×300",
    "--image-size",
  ],
};
for (const [what, [files, ...words]] of Object.entries(refused)) {
  Deno.test(`imageFolder() refuses ${what} in one line`, async () => {
    const folder = await folderOf(files);
    const error = await assertRejects(() => imageFolder(folder), InputError);
    for (const word of words) assertStringIncludes(error.message, word);
    assert(!error.message.includes("\n"));
  });
}

Deno.test("imageFolder() leaves broken files out when told to, and counts them", async () => {
  const noise = Uint8Array.from({ length: 30_000 }, (_, i) => (i * 7919) % 256);
  const whole = await sharp(noise, { raw: { width: 100, height: 100, channels: 3 } }).jpeg()
    .toBuffer();
  const image = await png(red);
  const folder = await folderOf({
    "a/1.png": image,
    "a/2.jpg": "no image",
    "a/3.jpg": whole.subarray(0, whole.length / 2),
    "b/1.png": image,
  });
  const options = { imageSize: [8, 8] as const, testShare: 0 };
  await assertRejects(() => imageFolder(folder, options), InputError, "2.jpg: is no image");
  const { train, notes } = await imageFolder(folder, { ...options, skipBroken: true });
  assertEquals([...train.labels], [0, 1]);
  assertStringIncludes(notes.join(), "2 files are no images");
});

const faces = join(place, "faces");
await makeFaces(faces, { classes: 5, perClass: 8, side: 40 });
const size = { imageSize: [16, 16] as const };

Deno.test("a set beyond memory gives the bytes that one in memory has, decoded or from the cache", async () => {
  const { train, test } = await imageFolder(faces, size);
  const cache = join(place, "cache");
  for (const decoders of [0, 2]) {
    for (let round = 0; round < 2; round++) {
      const large = await imageFolder(faces, { ...size, memory: 0, cache, decoders });
      for (const [set, wanted] of [[large.train, train], [large.test!, test!]]) {
        const all = Array.from({ length: set.length }, (_, i) => set.length - 1 - i);
        const bytes = await set.read!(all);
        const back = all.flatMap((i) => pixelsOf(wanted, i, 16 * 16 * 3));
        assertEquals(Array.from(bytes), back);
      }
    }
  }
  assert(existsSync(cache) && [...Deno.readDirSync(cache)].length === 1);
});

Deno.test("a damaged cache is decoded again", async () => {
  const cache = join(place, "damaged");
  const open = async () => (await imageFolder(faces, { ...size, memory: 0, cache })).train;
  const wanted = await (await open()).read!([0, 1, 2]);
  const [{ name }] = Deno.readDirSync(cache), bytes = Deno.readFileSync(join(cache, name));
  Deno.writeFileSync(join(cache, name), bytes.fill(7));
  assertEquals(await (await open()).read!([0, 1, 2]), wanted);
});

Deno.test("a training on a set beyond memory equals one in memory, and resumes exactly", async () => {
  const options = { epochs: 2, batchSize: 8, accumulate: 2, seed: 3 };
  const model = () => ({
    backbone: clsNet({ imageShape: [16, 16, 3], embeddingSize: 4, seed: 2 }),
    head: new CosineHead({ classes: 5, embeddingSize: 4, seed: 2 }),
  });
  const losses = async (data: Awaited<ReturnType<typeof imageFolder>>, stopAt = 0) => {
    const own = model(), found: number[] = [];
    let training: Training = fit(own, data, {
      ...options,
      onStep: ({ step }) => step === stopAt ? training.stop() : undefined,
    });
    for await (const { trainLoss } of training) found.push(trainLoss);
    if (stopAt > 0) {
      training = fit(own, data, { ...options, resume: await training.state() });
      for await (const { trainLoss } of training) found.push(trainLoss);
    }
    tf.dispose(Object.values(allVariables(own)));
    return found;
  };
  const wanted = await losses(await imageFolder(faces, size));
  const large = await imageFolder(faces, { ...size, memory: 0 });
  assertEquals(await losses(large), wanted);
  assertEquals(await losses(large, 2), wanted);
});

Deno.test("a body that breaks later stops the training with the state before it", async () => {
  const folder = join(place, "breaks");
  await makeFaces(folder, { classes: 2, perClass: 12, side: 60 });
  const data = await imageFolder(folder, { ...size, memory: 0, testShare: 0 });
  const model = {
    backbone: clsNet({ imageShape: [16, 16, 3] }),
    head: new CosineHead({ classes: 2, embeddingSize: 2 }),
  };
  const training = fit(model, data, {
    batchSize: 4,
    epochs: 4,
    onStep({ epoch, step }) {
      if (epoch !== 2 || step !== 1) return;
      for (const { name } of Deno.readDirSync(join(folder, "person-001"))) {
        Deno.truncateSync(join(folder, "person-001", name), 900);
      }
    },
  });
  const error = await assertRejects(async () => {
    for await (const _ of training);
  }, BrokenDataError);
  assertStringIncludes(error.message, "person-001");
  const { epoch, step } = await training.state();
  assertEquals(epoch, 1);
  assert(step >= 1 && step < 6);
});
