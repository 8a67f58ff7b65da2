import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { loadIdx, type LoadIdxOptions } from "../../lib/data/load_idx.ts";
import { loadMnist } from "../../lib/data/mnist.ts";
import { InputError } from "../../lib/errors.ts";
import { goodFiles, gzip, idxFile, typedIdxFile, withFiles } from "./_idx_files.ts";

type Files = Record<string, Uint8Array>;

/** Two training images of 2×3 pixels and one to test on, by the names that a set has. */
function smallFiles(name: (part: "train" | "test", holds: "images" | "labels") => string): Files {
  return {
    [name("train", "images")]: idxFile([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    [name("train", "labels")]: idxFile([2], [1, 2]),
    [name("test", "images")]: idxFile([1, 2, 3], [6, 5, 4, 3, 2, 1]),
    [name("test", "labels")]: idxFile([1], [1]),
  };
}

const emnist = (split: string) =>
  smallFiles((part, holds) =>
    `emnist-${split}-${part}-${holds}-idx${holds === "images" ? 3 : 1}-ubyte`
  );

async function loaded(files: Files, options: LoadIdxOptions = {}, below = "") {
  let data: Awaited<ReturnType<typeof loadIdx>>;
  await withFiles(files, async (directory) => {
    data = await loadIdx({ directory: join(directory, below), ...options });
  });
  return data!;
}

/** Asserts that loading fails in one line that holds each of `parts`. */
async function assertRefused(files: Files, parts: string[], options: LoadIdxOptions = {}) {
  await withFiles(files, async (directory) => {
    const { message } = await assertRejects(() => loadIdx({ directory, ...options }), InputError);
    assertEquals(message.includes("\n"), false);
    for (const part of parts) assertStringIncludes(message, part.replace("{dir}", directory));
  });
}

Deno.test("loadIdx() loads images of any size, and says what it found", async () => {
  const names = (part: string, holds: string) => `${part}-${holds}-idx3-ubyte`;
  const { train, test, what, notes } = await loaded(smallFiles(names));
  assertEquals([train.imageShape, train.length, train.classes], [[2, 3, 1], 2, 10]);
  assertEquals([[...train.labels], [...test!.labels]], [[1, 2], [1]]);
  assertEquals([...test!.images], [6, 5, 4, 3, 2, 1]);
  assertEquals([what, notes, train.classNames], ["IDX files", [], undefined]);
});

Deno.test("loadIdx() finds files by every name that people have", async () => {
  const names: ((part: "train" | "test", holds: "images" | "labels") => string)[] = [
    (part, holds) => `${part}-${holds}-idx3-ubyte`,
    (part, holds) => `${part}-${holds}.idx3-ubyte`,
    (part, holds) => `${part}-${holds}.idx1.ubyte`,
    (part, holds) => `${part}-${holds}.idx3`,
    (part, holds) => `${part === "train" ? "TRAIN" : "T10K"}-${holds.toUpperCase()}.IDX3-UBYTE`,
    (part, holds) => `qmnist-${part}-${holds}-idx2-int`,
    (part, holds) => `my_own_${part}_${holds}-idx4-float`,
    (part, holds) => `${part}-${holds}-idx3-ubyte (1).gz`,
    (part, holds) => `${part}-${holds}-idx3-ubyte/${part}-${holds}-idx3-ubyte`,
    (part, holds) => `MNIST/raw/${part}-${holds}-idx3-ubyte.gz`,
    (part, holds) => `raw/${part}-${holds}-idx3-ubyte`,
    (part, holds) => `EMNIST/raw/a-${part}-${holds}-idx3-ubyte`,
    (part, holds) => `own/raw/${part}-${holds}-idx3-ubyte`,
    (part, holds) => `fashion-mnist/${part}-${holds}-idx3-ubyte`,
    (part, holds) => `gzip/${part}-${holds}-idx3-ubyte.gz`,
  ];
  for (const name of names) {
    const { train, test } = await loaded(smallFiles(name));
    assertEquals([train.length, test?.length], [2, 1], name("train", "images"));
  }
});

Deno.test("loadIdx() passes by files that are of no data set", async () => {
  const files = {
    ...goodFiles(),
    "notes.txt": new Uint8Array(1),
    "xnist-images-idx3-ubyte.xz": new Uint8Array(1),
  };
  assertEquals((await loaded(files)).notes, []);
});

Deno.test("loadIdx() reads QMNIST's labels, whose first column is the class", async () => {
  const labels = (rows: number[][]) => gzip(typedIdxFile("int32", [rows.length, 8], rows.flat()));
  const { train, test, what } = await loaded({
    "qmnist-train-images-idx3-ubyte.gz": gzip(idxFile([2, 28, 28])),
    "qmnist-train-labels-idx2-int.gz": labels([[5, 0, 1, 2, 3, 4, 5, 0], [9, 0, 1, 2, 3, 4, 6, 0]]),
    "qmnist-test-images-idx3-ubyte.gz": gzip(idxFile([1, 28, 28])),
    "qmnist-test-labels-idx2-int.gz": labels([[7, 1, 1, 2, 3, 4, 5, 0]]),
  });
  assertEquals([[...train.labels], [...test!.labels]], [[5, 9], [7]]);
  assertEquals(what, "IDX files of qmnist");
});

Deno.test("loadIdx() turns EMNIST upright, and numbers its letters from 0", async () => {
  const { train, test, what, notes } = await loaded(emnist("letters"));
  assertEquals(train.imageShape, [3, 2, 1]);
  assertEquals([...train.images], [1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12]);
  assertEquals([...test!.images], [6, 3, 5, 2, 4, 1]);
  assertEquals([[...train.labels], [...test!.labels]], [[0, 1], [0]]);
  assertEquals(train.classNames!.join(""), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  assertEquals([train.classes, what], [26, "IDX files of EMNIST letters"]);
  assertEquals(notes, [
    "EMNIST letters is stored with rows and columns exchanged: its images were turned upright",
    "labels of EMNIST letters begin at 1: they were numbered from 0",
  ]);
});

Deno.test("loadIdx() knows the classes of EMNIST's splits", async () => {
  const names = async (split: string) => (await loaded(emnist(split))).train.classNames?.join("");
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  assertEquals(await names("balanced"), `0123456789${letters}abdefghnqrt`);
  assertEquals(await names("bymerge"), `0123456789${letters}abdefghnqrt`);
  assertEquals(await names("byclass"), `0123456789${letters}${letters.toLowerCase()}`);
  assertEquals(await names("digits"), "0123456789");
  assertEquals(await names("mnist"), "0123456789");
  const unknown = await loaded(emnist("hiragana"));
  assertEquals([unknown.train.classes, unknown.train.imageShape[0]], [10, 3]); // turned all the same
});

Deno.test("loadIdx() takes options before what it knows of EMNIST", async () => {
  const left = await loaded(emnist("letters"), { transpose: false });
  assertEquals(left.train.imageShape, [2, 3, 1]);
  assertStringIncludes(left.notes[0], "left so");
  const { train, notes } = await loaded(emnist("letters"), { firstLabel: 0, classes: 27 });
  assertEquals([[...train.labels], train.classes, train.classNames], [[1, 2], 27, undefined]);
  assertEquals(notes.length, 1);
});

Deno.test("loadIdx() with transpose exchanges rows and columns of any set, after the limit", async () => {
  const { train, test, notes } = await loaded(goodFiles(), { transpose: true, limit: 1 });
  const image = goodFiles()["train-images-idx3-ubyte"].slice(16, 16 + 784);
  assertEquals([train.images[1], train.images[28]], [image[28], image[1]]);
  assertEquals([train.length, test!.length, notes], [
    1,
    2,
    ["rows and columns of the images were exchanged"],
  ]);
});

Deno.test("loadIdx() refuses several data sets in a folder, and several folders of them", async () => {
  await assertRefused({ ...emnist("letters"), ...emnist("digits") }, [
    "{dir}: holds files of 2 data sets, emnist-digits, emnist-letters",
    "give a folder with those of one",
  ]);
  await assertRefused({ ...goodFiles(), ...emnist("digits") }, [
    "2 data sets, emnist-digits, MNIST (no prefix)",
  ]);
  const name = (folder: string) => (part: string, holds: string) =>
    `${folder}/raw/${part}-${holds}-idx3-ubyte`;
  await assertRefused({ ...smallFiles(name("MNIST")), ...smallFiles(name("KMNIST")) }, [
    `holds several data sets, in ${join("KMNIST", "raw")}, ${join("MNIST", "raw")}; give one`,
  ]);
});

Deno.test("loadIdx() leaves out files of a set that has no training pair", async () => {
  const files = { ...goodFiles(), "old-train-images-idx3-ubyte": idxFile([1, 28, 28]) };
  const { train, notes } = await loaded(files);
  assertEquals([train.length, notes], [3, ["left out: the files of old"]]);
});

Deno.test("loadIdx() needs no test pair, but a whole one; loadMnist() needs one", async () => {
  const { "t10k-images-idx3-ubyte": images, "t10k-labels-idx1-ubyte": _, ...train } = goodFiles();
  const data = await loaded(train);
  assertEquals([data.train.length, data.test, "test" in data], [3, undefined, false]);
  assertStringIncludes(data.notes[0], "holds no images to test on, such as t10k-images-idx3-ubyte");
  await assertRefused({ ...train, "t10k-images-idx3-ubyte": images }, [
    "t10k-labels-idx1-ubyte: not found in {dir}",
  ]);
  await withFiles(train, async (directory) => {
    const { message } = await assertRejects(() => loadMnist({ directory }), InputError);
    assertStringIncludes(message, `${directory}: holds images to train on, but no t10k-images`);
  });
});

Deno.test("loadIdx() names the file that is missing as the set names it", async () => {
  const { "emnist-letters-train-labels-idx1-ubyte": _, ...files } = emnist("letters");
  await assertRefused(files, [
    "emnist-letters-train-labels-idx1-ubyte: not found in {dir}",
    "looked for emnist-letters-train-labels-idx1-ubyte.gz",
  ]);
});

Deno.test("loadIdx() takes the newest of two files", async () => {
  const name = "train-labels-idx1-ubyte";
  for (const [age, taken] of [[-60, [5, 0, 9]], [60, [1, 1, 1]]] as const) {
    await withFiles(
      { ...goodFiles(), [`${name}.gz`]: gzip(idxFile([3], [1, 1, 1])) },
      async (directory) => {
        const time = Date.now() / 1000;
        await Deno.utime(join(directory, name), time, time);
        await Deno.utime(join(directory, `${name}.gz`), time + age, time + age);
        const { train, notes } = await loadIdx({ directory });
        assertEquals([...train.labels], [...taken]);
        const [first, second] = age < 0 ? [name, `${name}.gz`] : [`${name}.gz`, name];
        assertEquals(notes, [
          `took ${join(directory, first)}, the newest of 2 such files (${first}, ${second})`,
        ]);
      },
    );
  }
});

Deno.test("loadIdx() lets no damaged file hide a good one", async () => {
  const name = "train-images-idx3-ubyte", packed = gzip(goodFiles()[name]).slice(0, -9);
  await withFiles({ ...goodFiles(), [`${name}.gz`]: packed }, async (directory) => {
    const later = Date.now() / 1000 + 60;
    await Deno.utime(join(directory, `${name}.gz`), later, later);
    const { train, notes } = await loadIdx({ directory });
    assertEquals([train.length, notes.length], [3, 1]);
    assertStringIncludes(notes[0], `took ${join(directory, name)}, because of`);
    assertStringIncludes(notes[0], `${name}.gz: the gzip file is cut short`);
    await Deno.writeFile(join(directory, name), packed); // older, and damaged too
    await assertRejects(() => loadIdx({ directory }), InputError, `${name}.gz: the gzip file`);
  });
});

Deno.test("loadIdx() refuses training and test images of different shapes", async () => {
  await assertRefused({ ...goodFiles(), "t10k-images-idx3-ubyte": idxFile([2, 32, 32]) }, [
    "{dir}",
    "t10k-images-idx3-ubyte: images are 32×32×1, but those of",
    "are 28×28×1",
  ]);
});

Deno.test("loadIdx() names labels below 0, which mark images without a label", async () => {
  const labels = typedIdxFile("int32", [3], [1, -1, 0]);
  await assertRefused({ ...goodFiles(), "train-labels-idx1-ubyte": labels }, [
    "label 1 (counted from 0) is -1",
    "labels run from 0 to 1, and 1 are -1, which marks images without a label",
  ]);
  const bytes = typedIdxFile("int8", [3], [1, -56, 0]);
  await assertRefused({ ...goodFiles(), "train-labels-idx1-ubyte": bytes }, [
    "labels run from -56 to 1: number classes from 0",
  ]);
});

Deno.test("loadIdx() refuses options that make no sense, or that nothing goes by", async () => {
  await assertRefused(goodFiles(), ["classes is 0"], { classes: 0 });
  await assertRefused(goodFiles(), ["firstLabel is -1; give a whole number from 0 up"], {
    firstLabel: -1,
  });
  await assertRefused(goodFiles(), ["testLimit is 3, but {dir} holds 2 test images"], {
    testLimit: 3,
  });
  const misspelt = { limits: 3 } as LoadIdxOptions;
  await assertRejects(() => loadIdx(misspelt), RangeError, "loadIdx: unknown option limits");
  const words = { transpose: "yes" as unknown as boolean };
  await assertRejects(() => loadIdx(words), RangeError, "loadIdx: transpose");
});

Deno.test("loadIdx() without a directory is the library's own MNIST", async () => {
  const { train, test, what, notes } = await loadIdx({ limit: 10, testLimit: 5 });
  assertEquals([train.length, test!.length, what, notes], [10, 5, "IDX files", []]);
  assert(train.labels[0] === 5);
});
