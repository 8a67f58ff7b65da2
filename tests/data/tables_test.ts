/** `loadArrays()` of CSV files. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { loadArrays, type LoadArraysOptions } from "../../lib/data/arrays.ts";
import { InputError } from "../../lib/errors.ts";
import { withFiles } from "./_idx_files.ts";

type Texts = Record<string, string>;

const asBytes = (texts: Texts) =>
  Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)]),
  );

async function loaded(texts: Texts, name = "", options: LoadArraysOptions = {}) {
  let data: Awaited<ReturnType<typeof loadArrays>>;
  await withFiles(asBytes(texts), async (directory) => {
    data = await loadArrays(join(directory, name), options);
  });
  return data!;
}

async function assertRefused(texts: Texts, name: string, parts: string[]) {
  await withFiles(asBytes(texts), async (directory) => {
    const { message } = await assertRejects(() => loadArrays(join(directory, name)), InputError);
    assertEquals(message.includes("\n"), false);
    for (const part of parts) assertStringIncludes(message, part);
  });
}

const names = "label,pixel0,pixel1,pixel2,pixel3\n";

Deno.test("loadArrays() reads a table with names, plain or quoted, and either line end", async () => {
  const quoted = '"label","pixel0","pixel1","pixel2","pixel3"\n';
  for (const first of [names, quoted, names.replace("\n", "\r\n"), `\ufeff${names}`, ""]) {
    for (const end of ["\n", "\r\n"]) {
      const text = `${first}3,0,1,2,255${end}1,4,5,6,7${end}`;
      for (const whole of [text, text.trimEnd(), text + end]) {
        const { train, what } = await loaded({ "train.csv": whole }, "train.csv");
        assertEquals([train.imageShape, train.length, train.classes], [[2, 2, 1], 2, 4]);
        assertEquals([...train.images], [0, 1, 2, 255, 4, 5, 6, 7]);
        assertEquals([[...train.labels], what], [[3, 1], "tables in train.csv"]);
      }
    }
  }
});

Deno.test("loadArrays() reads a pair of tables in a folder", async () => {
  const { train, test, notes } = await loaded({
    "mnist_train.csv": "3,0,1,2,3\n0,4,5,6,7\n",
    "mnist_test.csv": "1,9,9,9,9\n",
    "sample_submission.csv": "ImageId,Label\n1,0\n",
  });
  assertEquals([train.length, [...test!.labels], test!.classes], [2, [1], 4]);
  assertEquals(notes, ["left out: sample_submission.csv"]);
});

Deno.test("loadArrays() leaves out Kaggle's test.csv, which has no labels", async () => {
  const { train, test, notes } = await loaded({
    "train.csv": `${names}0,0,1,2,3\n`,
    "test.csv": "pixel0,pixel1,pixel2,pixel3\n0,1,2,3\n",
  });
  assertEquals([train.length, test, notes.length], [1, undefined, 1]);
  assertStringIncludes(notes[0], "test.csv, which has no labels");
});

Deno.test("loadArrays() finds the label by its name, and takes colours", async () => {
  const pixels = Array.from({ length: 12 }, (_, i) => i);
  const header = pixels.map((i) => `pixel${i}`).join(",");
  const { train } = await loaded({ "hmnist.csv": `${header},label\n${pixels.join(",")},6\n` });
  assertEquals([train.imageShape, [...train.labels]], [[2, 2, 3], [6]]);
  assertEquals([...train.images], pixels);
});

Deno.test("loadArrays() scales floats from 0 to 1 in a table, whole numbers never", async () => {
  assertEquals([...(await loaded({ "a.csv": "0,0,0.5,1,0.25\n" })).train.images], [
    0,
    128,
    255,
    64,
  ]);
  assertEquals([...(await loaded({ "a.csv": "0,0,1,1,0\n" })).train.images], [0, 1, 1, 0]);
  assertEquals([...(await loaded({ "a.csv": "0,0.0,1.0,255.0,9\n" })).train.images], [
    0,
    1,
    255,
    9,
  ]);
});

Deno.test("loadArrays() turns Kaggle's tables of EMNIST upright, and numbers letters from 0", async () => {
  const row = "23," + [1, 2, 3, 4].join(",") + "\n";
  const { train, notes } = await loaded({
    "emnist-letters-train.csv": row + "26,0,0,0,0\n1,0,0,0,0\n",
  });
  assertEquals([[...train.images.subarray(0, 4)], [...train.labels]], [[1, 3, 2, 4], [22, 25, 0]]);
  assertEquals([train.classes, train.classNames?.[22], notes.length], [26, "W", 2]);
});

Deno.test("loadArrays() refuses cells that are no numbers, and names their line", async () => {
  const cases: [text: string, words: string][] = [
    ["0,1,2,3,4\n0,1,x,3,4\n", 'line 2 holds "x" in column 3, no number'],
    ['0,1,2,3,4\n0,1,"a\nb",3,4\n', 'line 2 holds "a\\nb" in column 3'],
    [`${names}0,1,,3,4\n`, 'line 2 holds "" in column 3'],
    ["0,1,2,3,4\n0,1,2,3\n", "line 2 has 4 cells in place of 5; give a label and pixels"],
    ["0,1,2,3,256\n", "pixels run from 1 to 256"],
    ["0,-1,2,3,4\n", "pixels run from -1 to 4"],
    ["0.5,1,2,3,4\n", "label 0 (counted from 0) is 0.5, which is no class's number"],
    [names, "holds no images; use a table with at least one row"],
  ];
  for (const [text, words] of cases) {
    await assertRefused({ "a.csv": text }, "a.csv", ["a.csv: ", words]);
  }
});

Deno.test("loadArrays() refuses tables of other forms", async () => {
  await assertRefused({ "a.csv": "0;1;2;3;4\n" }, "a.csv", ["no commas, cells are parted by semi"]);
  await assertRefused({ "a.csv": "0\t1\t2\t3\t4\n" }, "a.csv", ["cells are parted by tabs"]);
  await assertRefused({ "a.csv": "0 1 2 3 4\n" }, "a.csv", ["cells are parted by something else"]);
  await assertRefused({ "a.csv": "hello\n" }, "a.csv", ["its first line has no commas; give a"]);
  await assertRefused({ "a.csv": "0,1,2\n" }, "a.csv", ["has 3 cells, which are not a label and"]);
  await assertRefused({ "a.csv": "a,b,c,d\n0,1,2,3\n" }, "a.csv", ["has no column of labels"]);
});

Deno.test("loadArrays() says what a file is that is no table", async () => {
  await assertRefused({ "a.csv": "<!DOCTYPE html>\n" }, "a.csv", ["a.csv: is a web page"]);
  await assertRefused({ "a.csv": "PK\x03\x04\x14" }, "a.csv", ["a.csv: is a zip archive: unpack"]);
  await assertRefused({ "a.csv": "" }, "a.csv", ["a.csv: is empty"]);
});

Deno.test("loadArrays() refuses several tables for one part", async () => {
  const table = "0,1,2,3,4\n";
  await assertRefused({ "a_train.csv": table, "b_train.csv": table }, "", [
    "holds several tables for one part, a_train.csv, b_train.csv; give one of them",
  ]);
  await assertRefused({ "a.csv": table, "b.csv": table }, "", ["a.csv, b.csv"]);
});
