/** A run that was trained, put to use. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "npm:sharp@0.34.5";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import {
  Gallery,
  openRun,
  predict,
  readImages,
  saveThreshold,
  verify,
} from "../../lib/inference/mod.ts";
import { embed, loadCheckpoint, saveCheckpoint } from "../../lib/training/mod.ts";
import { train } from "../cli/_train.ts";
import { digitImage, digitOf, digits, drawDigit } from "./_digit_files.ts";

const place = Deno.makeTempDirSync(), folder = join(place, "run");
const at = (name: string) => join(place, name);
const trained = await train([
  ...["--epochs", "2", "--embedding-size", "8", "--quiet", "--out", folder],
]);
assertEquals(trained.code, 0, trained.stderr);
const run = await openRun(folder);

Deno.test("openRun() opens a folder, or its checkpoint, and says what it is", async () => {
  assertEquals([run.imageShape, run.fit, run.digits], [[28, 28, 1], "cover", true]);
  assertEquals(run.classNames, [..."0123456789"]);
  assert(/^[0-9a-f]{16}$/.test(run.checksum));
  assertEquals(run.threshold.chosen, false);
  assert(run.threshold.degrees > 20 && run.threshold.degrees < 60, "half of about 90°");
  const again = await openRun(join(folder, "checkpoint.safetensors"));
  assertEquals([again.checksum, again.threshold], [run.checksum, run.threshold]);
});

Deno.test("openRun() opens the folder of an exported model, and a gallery takes what it gives", async () => {
  const exported = at("exported");
  Deno.mkdirSync(exported);
  await saveCheckpoint(join(exported, "model.safetensors"), {
    model: run.model,
    config: run.config,
  });
  const opened = await openRun(exported);
  assertEquals([opened.checksum, opened.embeddingSize], [run.checksum, 8]);
  assertEquals(new Gallery(opened).model, { checksum: run.checksum, embeddingSize: 8 });
});

Deno.test("openRun() refuses what is no run", async () => {
  await assertRejects(() => openRun(at("nowhere")), InputError, "does not exist");
  await assertRejects(() => openRun(place), InputError, "holds no run");
  const image = await drawDigit(place, 1);
  await assertRejects(() => openRun(image), InputError, "is no checkpoint");
  Deno.writeTextFileSync(at("page.safetensors"), "<html>");
  await assertRejects(() => openRun(at("page.safetensors")), InputError, "page.safetensors");
});

Deno.test("openRun() takes images for MNIST's only where the run's were such", async () => {
  assertEquals((await openRun(folder, { digits: false })).digits, false);
  const classNames = [..."0123456789"], own = at("own.safetensors");
  const digitsFor = async (data: Record<string, string>) => {
    await saveCheckpoint(own, { model: run.model, config: { run: { classNames }, data } });
    return (await openRun(own)).digits;
  };
  assertEquals(await digitsFor({ directory: "data/mnist", what: "IDX files" }), true);
  assertEquals(
    await digitsFor({ what: "a folder of 20 images in 10 classes, as 28×28 grey" }),
    false,
  );
  assertEquals(await digitsFor({ directory: "/data/KMNIST/raw", what: "IDX files" }), false);
  const coloured = at("coloured.safetensors");
  const model = {
    backbone: clsNet({ imageShape: [32, 32, 3], embeddingSize: 4, seed: 1 }),
    head: new ArcFaceHead({ classes: 3, embeddingSize: 4, seed: 1 }),
  };
  await saveCheckpoint(coloured, { model, config: {} });
  await assertRejects(() => openRun(coloured, { digits: true }), InputError, "28×28 and grey");
});

Deno.test("predict() says of a drawn digit what it says of MNIST's own", async () => {
  const indices = [...Array(20).keys()], drawings = at("drawings");
  Deno.mkdirSync(drawings);
  const own = new Uint8Array(20 * 784);
  indices.forEach((i) => own.set(digitImage(i), i * 784));
  const expected = await predict(run, { length: 20, imageShape: [28, 28, 1], images: own });
  const before = tf.memory().numTensors;
  for (const how of [{}, { dark: true, side: 300, left: 90 }, { dark: true, transparent: true }]) {
    const files = await Promise.all(indices.map((i) => drawDigit(drawings, i, how)));
    const images = await readImages(run, files), found = await predict(run, images);
    assertEquals(images.files, files);
    const same = found.filter(({ label }, i) => label === expected[i].label).length;
    assert(same >= 16, `${JSON.stringify(how)}: ${same} of 20`);
  }
  assertEquals(tf.memory().numTensors, before);
  const right = expected.filter(({ label }, i) => label === digits.labels[i]).length;
  assert(right >= 15, `${right} of 20`);
  for (const { class: name, label, probability, angles, known } of expected) {
    assertEquals([name, angles!.length], [String(label), 10]);
    assert(probability > 0.1 && probability <= 1);
    assertEquals(angles!.indexOf(Math.min(...angles!)), label);
    assertEquals(known, Math.min(...angles!) <= run.threshold.degrees);
  }
});

const noThresholds: [what: string, value: object][] = [
  ["an angle below 0", { degrees: -5 }],
  ["an angle beyond 180", { degrees: 1e9, cosine: Math.cos(1e9 * Math.PI / 180) }],
  ["an angle to prototypes beyond 180", { prototypeDegrees: 1e9 }],
  ["a word for an angle", { prototypeDegrees: "45" }],
  ["a cosine beyond 1", { cosine: 7 }],
  ["no cosine", { cosine: null }],
  ["a cosine of another angle", { cosine: 0.5 }],
  ["a rate of everything", { falseAcceptRate: 1 }],
];

Deno.test("predict() knows a threshold of the run, and leaves another model's aside", async () => {
  const interval = { cosine: [0, 1], degrees: [0, 90], trueAcceptRate: [0, 1] } as const;
  const chosen = {
    ...{ cosine: 1, degrees: 0.001, falseAcceptRate: 0.01, trueAcceptRate: 0.5, interval },
    pairs: { same: 1, different: 1, classes: 2 },
    from: "test images" as const,
  };
  const path = saveThreshold(run.checkpoint, { ...chosen, checksum: run.checksum });
  const strict = await openRun(folder);
  assertEquals(strict.threshold, {
    ...{ cosine: 1, degrees: 0.001, falseAcceptRate: 0.01, chosen: true },
  });
  for (const [what, value] of noThresholds) {
    Deno.writeTextFileSync(path, JSON.stringify({ ...chosen, checksum: "", ...value }));
    await assertRejects(() => openRun(folder), InputError, "holds no threshold; remove it", what);
  }
  saveThreshold(run.checkpoint, { ...chosen, checksum: run.checksum });
  const images = { length: 1, imageShape: [28, 28, 1] as const, images: digitImage(0) };
  assertEquals((await predict(strict, images))[0].known, false);
  saveThreshold(run.checkpoint, { ...chosen, checksum: "0000000000000000" });
  const other = await openRun(folder);
  assertEquals([other.threshold.chosen, other.notes.length], [false, 1]);
  Deno.writeTextFileSync(path, "{");
  await assertRejects(() => openRun(folder), InputError, "threshold.json: cannot be read");
  Deno.removeSync(path);
});

Deno.test("verify() tells two sevens from a seven and a one", async () => {
  const first = digitOf(7),
    image = (i: number) => ({
      length: 1,
      imageShape: [28, 28, 1] as const,
      images: digitImage(i),
    });
  const before = tf.memory().numTensors;
  const itself = await verify(run, image(first), image(first));
  assert(itself.same && itself.angle < 0.01, `${itself.angle}`);
  const sevens = await verify(run, image(first), image(digitOf(7, first + 1)));
  const other = await verify(run, image(first), image(digitOf(1)));
  assert(sevens.angle < other.angle, `${sevens.angle} < ${other.angle}`);
  assertEquals([other.same, other.falseAcceptRate], [false, undefined]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("a model without angles predicts without them", async () => {
  const path = at("softmax");
  const { code, stderr } = await train([
    ...["--head", "softmax", "--limit", "500", "--epochs", "1", "--quiet", "--out", path],
  ]);
  assertEquals(code, 0, stderr);
  const plain = await openRun(path);
  const [one] = await predict(plain, await readImages(plain, [await drawDigit(place, 3)]));
  assertEquals([one.angles, one.known], [undefined, true]);
});

Deno.test("a checkpoint that no command wrote is opened too", async () => {
  const path = at("own.safetensors"), { model } = await loadCheckpoint(run.checkpoint);
  await saveCheckpoint(path, { model, config: { note: "own" } });
  const own = await openRun(path);
  assertEquals([own.checksum, own.classNames.length], [run.checksum, 10]);
});

Deno.test("readImages() names the file that cannot be used, or leaves it out", async () => {
  const good = await drawDigit(place, 0);
  const file = (name: string, content: Uint8Array | string) => {
    const path = at(name);
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  };
  const blank = sharp({ create: { width: 30, height: 30, channels: 3, background: "white" } });
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const ghost = sharp({ create: { width: 30, height: 30, channels: 4, background: clear } });
  const photo = await drawDigit(place, 5, { side: 200 });
  const bad: [string, string][] = [
    [at("missing.png"), "no such file"],
    [place, "is no file"],
    [file("empty.png", ""), "is an empty file"],
    [file("page.jpg", "<!DOCTYPE html><title>404</title>"), "a web page"],
    [file("notes.txt", "what I have to do tomorrow"), "text, which begins with"],
    [file("cut.png", Deno.readFileSync(photo).subarray(0, 900)), "cannot be decoded"],
    [file("blank.png", await blank.png().toBuffer()), "nothing is drawn on it"],
    [file("ghost.png", await ghost.png().toBuffer()), "nothing is drawn on it"],
    [file("bomb.png", hugePng(50_000)), "pixel"],
  ];
  for (const [path, text] of bad) {
    const { message } = await assertRejects(() => readImages(run, [good, path]), InputError);
    assertStringIncludes(message, path);
    assertStringIncludes(message, text);
    assertEquals(message.includes("\n"), false);
  }
  const faults: string[] = [], files = [bad[2][0], good, bad[5][0]];
  const { length } = await readImages(run, files, {
    onFault: ({ message }) => faults.push(message),
  });
  assertEquals([length, faults.length], [1, 2]);
});

/** A PNG that promises so many pixels a side, in few bytes. */
function hugePng(side: number): Uint8Array {
  const header = new Uint8Array(13), view = new DataView(header.buffer);
  view.setUint32(0, side);
  view.setUint32(4, side);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10];
  const chunks = [["IHDR", header], ["IDAT", deflateSync(new Uint8Array(1000))], ["IEND", []]];
  return Uint8Array.from([...signature, ...chunks.flatMap(([name, data]) => chunk(name, data))]);
}

function chunk(name: unknown, data: unknown): number[] {
  const own = [...new TextEncoder().encode(String(name)), ...data as number[]];
  const number = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  return [...number(own.length - 4), ...own, ...number(crc32(Uint8Array.from(own)))];
}

Deno.test("embeddings of drawn digits are near those of MNIST's own", async () => {
  const [file, own] = [await drawDigit(place, 2, { dark: true, side: 140 }), digitImage(2)];
  const drawn = await embed(run.model, await readImages(run, [file]));
  const exact = await embed(run.model, { length: 1, imageShape: [28, 28, 1], images: own });
  const dot = drawn.embeddings.reduce((sum, x, d) => sum + x * exact.embeddings[d], 0);
  assert(dot / Math.hypot(...drawn.embeddings) / Math.hypot(...exact.embeddings) > 0.95);
});
