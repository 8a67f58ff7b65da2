/** The train command on other data than MNIST. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../lib/engine/install/mod.ts";
import { makeFaces } from "../data/make_faces.ts";
import { ended, logNumbers, spawnTrain, train } from "./_train.ts";

const place = Deno.makeTempDirSync(), faces = join(place, "faces");
await makeFaces(faces, { classes: 8, perClass: 6, side: 32 });
const at = (name: string) => join(place, name);
const data = ["--data", faces, "--image-size", "12x10", "--batch-size", "8", "--epochs", "2"];
const open = [...data, "--hold-out-classes", "0.25", "--embedding-size", "8"];
const varied = [...open, "--augment", "shift=1,flip,brightness=0.1"];

const config = (run: string) => JSON.parse(Deno.readTextFileSync(join(run, "config.json")));

Deno.test("a folder of images is trained on, from the command to figures of strangers", async () => {
  const run = at("faces-run");
  const { code, stdout, stderr } = await train([...varied, "--out", run]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "data: a folder of 48 images in 8 classes, as 12×10 colour");
  assertStringIncludes(stdout, "parts: 30 images of 6 classes to train on, 6 to test on, 12 of 2");
  for (const word of ["equal errors", "TAR at FAR", "rank 1", "test accuracy"]) {
    assertStringIncludes(stdout, word);
  }
  const { classes, classNames, imageShape } = config(run).run;
  assertEquals([classes, classNames.length, imageShape], [6, 6, [12, 10, 3]]);
  for (const record of logNumbers(run) as Record<string, number>[]) {
    for (const name of ["equalErrorRate", "trueAcceptRate", "rank1", "testAccuracy"]) {
      assert(record[name] >= 0 && record[name] <= 1, name);
    }
  }
  for (const name of ["figures/batch.png", "figures/epoch-002.png", "roc.svg"]) {
    assert(existsSync(join(run, name)), name);
  }
});

Deno.test("augmentation, decoding threads and a stop change no number", async () => {
  const [whole, halves] = [at("whole"), at("halves")];
  assertEquals((await train([...varied, "--out", whole])).code, 0);
  const first = await train([...varied, "--out", halves, "--stop-after", "1", "--decoders", "0"]);
  assertEquals(first.code, 0, first.stderr);
  const rest = await train(["--resume", halves, "--decoders", "3"]);
  assertEquals(rest.code, 0, rest.stderr);
  assertEquals(logNumbers(halves), logNumbers(whole));
  const [a, b] = [whole, halves].map((run) => Deno.readFileSync(join(run, "figures", "batch.png")));
  assertEquals(a, b);
});

Deno.test("a folder that has changed is refused on resume, one that was moved is not", async () => {
  const run = at("moved"), moved = at("moved-faces");
  assertEquals((await train([...data, "--stop-after", "1", "--out", run])).code, 0);
  await makeFaces(moved, { classes: 8, perClass: 6, side: 32 });
  const { code, stderr } = await train(["--resume", run, "--data", moved, "--stop-after", "1"]);
  assertEquals(code, 0, stderr);
  const again = at("changed");
  assertEquals((await train([...data, "--stop-after", "1", "--out", again])).code, 0);
  await Deno.remove(join(moved, "person-003", "002.jpg"));
  const refused = await train(["--resume", again, "--data", moved]);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.stderr, "was trained on other data");
});

Deno.test("digits held out of MNIST are strangers, and a list of pairs is verified", async () => {
  const run = at("digits"), pairs = at("pairs.txt");
  await Deno.writeTextFile(pairs, "8 1 2\n8 3 4\n9 1 2\n8 1 9 1\n8 2 9 2\n9 3 8 3\n");
  const flags = ["--limit", "400", "--epochs", "1", "--hold-out-classes", "8,9", "--pairs", pairs];
  const { code, stdout, stderr } = await train([...flags, "--out", run]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "pairs right");
  const [record] = logNumbers(run) as Record<string, number>[];
  assert(record.pairAccuracy >= 0 && record.rank1 > 0.5, JSON.stringify(record));
  assertEquals(config(run).run.classes, 8);
});

Deno.test("pairs need classes that are not trained on, or a test part", async () => {
  const { code, stderr } = await train([...data, "--pairs", at("unknown.txt"), "--out", at("no")]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "--pairs: they are of classes that are not trained on");
});

const faults: Record<string, [flags: string[], code: number, words: string]> = {
  "an image size that is none": [
    ["--data", faces, "--image-size", "big"],
    2,
    "--image-size big: give",
  ],
  "one class held out": [["--hold-out-classes", "9"], 2, "--hold-out-classes 9: give a share"],
  "an image too small for the network": [["--image-size", "6x20"], 2, "at least 7 each"],
  "a network too large to be saved": [
    ["--data", faces, "--image-size", "300"],
    2,
    "--image-size 300x300: the network would have 359 million weights",
  ],
  "a way to fit what is not fitted": [["--fit", "fill"], 1, "--fit has no effect on IDX files"],
  "an unknown change": [["--augment", "turn=3"], 2, "--augment"],
  "a size for IDX files": [
    ["--image-size", "20x20"],
    1,
    "--image-size has no effect on IDX files",
  ],
  "a test share where there is a test part": [
    ["--test-share", "0.2"],
    1,
    "--test-share: IDX files",
  ],
  "classes of a folder": [
    ["--data", faces, "--classes", "4"],
    1,
    "--classes has no effect on a folder",
  ],
  "an unknown class held out": [
    ["--data", faces, "--image-size", "9", "--hold-out-classes", "person-001,ada"],
    1,
    "there is no class ada",
  ],
  "a pair of an unknown class": [
    ["--limit", "50", "--hold-out-classes", "8,9", "--pairs", at("unknown.txt")],
    1,
    "there is no class ada among those to verify on",
  ],
  "a list of pairs of one kind": [
    ["--data", at("nowhere"), "--pairs", at("one-kind.txt")],
    1,
    "one-kind.txt: lists no pairs of two classes",
  ],
  "a folder as a list of pairs": [["--pairs", faces], 1, "cannot be read (Is a directory); give"],
};
await Deno.writeTextFile(at("one-kind.txt"), "ada 1 2\nbob 1 2\n");
await Deno.writeTextFile(at("unknown.txt"), "ada 1 2\nada 1 bob 1\n");
for (const [what, [flags, code, words]] of Object.entries(faults)) {
  Deno.test(`${what} is refused in one line, and nothing is written`, async () => {
    const out = at("refused"), ended = await train([...flags, "--out", out]);
    assertEquals(ended.code, code, ended.stderr);
    assertStringIncludes(ended.stderr, words);
    assertEquals(ended.stderr.trim().split("\n").length, 1, ended.stderr);
    assert(!existsSync(join(out, "config.json")));
  });
}

Deno.test("an image that breaks while a large set is trained on ends the run, saved", async () => {
  const large = at("large"), source = at("large.jpg"), run = at("breaks");
  await Deno.copyFile(join(faces, "person-000", "000.jpg"), source);
  for (const name of ["a", "b"]) {
    Deno.mkdirSync(join(large, name), { recursive: true });
    for (let i = 0; i < 5300; i++) Deno.linkSync(source, join(large, name, `${i}.jpg`)); // 130 MB as bytes
  }
  const whole = Deno.readFileSync(source), kept = join(cacheDirectory(), "decoded-images");
  const before = existsSync(kept) ? [...Deno.readDirSync(kept)].map(({ name }) => name) : [];
  const flags = ["--image-size", "64", "--limit", "1200", "--batch-size", "20", "--epochs", "1"];
  const running = spawnTrain([...flags, "--data", large, "--test-share", "0.01", "--out", run]);
  while (!existsSync(join(run, "checkpoint.safetensors"))) await pause(20);
  Deno.writeFileSync(source, whole.subarray(0, 400));
  const { code, stderr } = ended(await running.output());
  assertEquals(code, 1, stderr);
  for (const word of [".jpg: cannot be decoded", "what was trained is saved", `--resume ${run}`]) {
    assertStringIncludes(stderr, word);
  }
  assertEquals(stderr.trim().split("\n").length, 1, stderr);
  Deno.writeFileSync(source, whole);
  const resumed = await train(["--resume", run]);
  assertEquals(resumed.code, 0, resumed.stderr);
  for (const { name } of Deno.readDirSync(kept)) {
    if (!before.includes(name)) Deno.removeSync(join(kept, name));
  }
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
