import { assertEquals, assertRejects } from "@std/assert";
import { loadArrays } from "../../lib/data/arrays.ts";
import { InputError } from "../../lib/errors.ts";
import {
  array,
  assertRefused,
  keras,
  loaded,
  npy,
  npz,
  refusesImages,
  upTo,
} from "./_npy_files.ts";

Deno.test("loadArrays() reads Keras' mnist.npz, stored and deflated", async () => {
  for (const level of [0, 6] as const) {
    const { train, test, what, notes } = await loaded({ "m.npz": npz(keras(), level) }, "m.npz");
    assertEquals([train.imageShape, train.length, train.classes], [[2, 3, 1], 2, 3]);
    assertEquals([[...train.images], [...train.labels]], [upTo(12), [0, 2]]);
    assertEquals([[...test!.images], [...test!.labels]], [[6, 5, 4, 3, 2, 1], [1]]);
    assertEquals([what, notes, test!.classes], ["NumPy arrays in m.npz", [], 3]);
  }
});

Deno.test("loadArrays() reads KMNIST's four files of a folder", async () => {
  const files = {
    "k49-train-imgs.npz": npz({ arr_0: array("|u1", [2, 1, 2], [1, 2, 3, 4]) }, 6),
    "k49-train-labels.npz": npz({ arr_0: array("|u1", [2], [48, 0]) }, 6),
    "k49-test-imgs.npz": npz({ arr_0: array("|u1", [1, 1, 2], [5, 6]) }, 6),
    "k49-test-labels.npz": npz({ arr_0: array("|u1", [1], [7]) }, 6),
    "k49_classmap.csv": new TextEncoder().encode("index,codepoint,char\n0,U+3042,あ\n"),
  };
  for (const below of ["", "k49/"]) {
    const named = Object.entries(files).map(([name, bytes]) => [below + name, bytes]);
    const { train, test, notes } = await loaded(Object.fromEntries(named));
    assertEquals([train.classes, [...train.labels], [...test!.labels]], [49, [48, 0], [7]]);
    assertEquals(notes, [`left out: ${below}k49_classmap.csv`]);
  }
  await assertRefused(files, "k49-train-imgs.npz", [
    "k49-train-imgs.npz: holds no array of labels (N whole numbers) to train on; there is",
    "k49-train-imgs.npz: arr_0 (uint8 2×1×2)",
  ]);
});

Deno.test("loadArrays() reads every type of number, in both orders of bytes", async () => {
  const labels = array("|u1", [2], [0, 1]);
  for (const type of ["|u1", "|i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">u4", "<i4", ">i4"]) {
    const images = array(type, [2, 1, 2], [0, 1, 100, 127]);
    const { train } = await loaded({ "a.npz": npz({ images, labels }) });
    assertEquals([...train.images], [0, 1, 100, 127], type);
  }
  for (const type of ["<u8", ">u8", "<i8", ">i8", "<f4", ">f4", "<f8", ">f8"]) {
    const images = array(type, [2, 1, 2], [0, 1, 100, 255]);
    const { train } = await loaded({ "a.npz": npz({ images, labels }) });
    assertEquals([...train.images], [0, 1, 100, 255], type);
  }
  for (const type of ["|u1", "<i2", ">i4", "<u4", "<i8", ">u8"]) {
    const labels = array(type, [2], [7, 1]), images = array("|u1", [2, 1, 2], upTo(4));
    assertEquals([...(await loaded({ "a.npz": npz({ images, labels }) })).train.labels], [7, 1]);
  }
});

Deno.test("loadArrays() scales floats from 0 to 1, and truth values", async () => {
  const labels = array("|u1", [2], [0, 1]);
  for (const type of ["<f4", ">f8"]) {
    const images = array(type, [2, 1, 2], [0, 0.5, 0.25, 1]);
    const { train } = await loaded({ "a.npz": npz({ images, labels }) });
    assertEquals([...train.images], [0, 128, 64, 255]);
  }
  const images = array("|b1", [2, 1, 2], [0, 1, 1, 0]);
  const { train } = await loaded({ "a.npz": npz({ images, labels }) });
  assertEquals([...train.images], [0, 255, 255, 0]);
});

Deno.test("loadArrays() reads versions 1 to 3 of .npy, alone in a folder too", async () => {
  for (const version of [1, 2, 3]) {
    const { train, test } = await loaded({
      "X_train.npy": array("|u1", [2, 1, 2], upTo(4), { version }),
      "y_train.npy": array("<i8", [2], [0, 1], { version }),
    });
    assertEquals([[...train.images], [...train.labels], test], [upTo(4), [0, 1], undefined]);
  }
  const images = array("|u1", [2, 1, 2], upTo(4));
  images[6] = 4;
  await refusesImages(images, [
    "a.npz: images: is a NumPy array of version 4, and 1 to 3 are known",
  ]);
});

Deno.test("loadArrays() takes colours, channels last or first, and columns of labels", async () => {
  const y_train = array("|u1", [2, 1], [0, 1]);
  const last = array("|u1", [2, 1, 2, 3], upTo(12));
  const { train } = await loaded({ "a.npz": npz({ x_train: last, y_train }) });
  assertEquals([train.imageShape, [...train.images]], [[1, 2, 3], upTo(12)]);
  const first = array("|u1", [2, 3, 4, 5], upTo(120));
  const turned = await loaded({ "a.npz": npz({ x_train: first, y_train }) });
  assertEquals(turned.train.imageShape, [4, 5, 3]);
  assertEquals([...turned.train.images.subarray(0, 6)], [0, 20, 40, 1, 21, 41]);
  assertEquals(turned.train.images[60], 60);
  assertEquals(turned.notes, ["x_train has its channels first: they were put last"]);
  const grey = array("|u1", [2, 1, 2, 2], upTo(8));
  assertEquals((await loaded({ "a.npz": npz({ x_train: grey, y_train }) })).train.imageShape, [
    2,
    2,
    1,
  ]);
});

Deno.test("loadArrays() takes validation arrays for the test, where there is no test", async () => {
  const { x_test, y_test, ...train } = keras();
  const val = { val_images: x_test, val_labels: y_test };
  assertEquals((await loaded({ "a.npz": npz({ ...train, ...val }) })).test!.length, 1);
  const { test, notes } = await loaded({ "a.npz": npz({ ...keras(), ...val }) });
  assertEquals(test!.length, 1);
  assertEquals(notes, ["left out: val_images (uint8 1×2×3), val_labels (uint8 1)"]);
});

Deno.test("loadArrays() needs no test part, and leaves out one without labels", async () => {
  const { y_test: _, ...files } = keras();
  const { train, test, notes } = await loaded({ "a.npz": npz(files) });
  assertEquals([train.length, test], [2, undefined]);
  assertEquals(notes, ["left out: x_test (uint8 1×2×3)"]);
});

Deno.test("loadArrays() tells labels among other arrays by name", async () => {
  const files = {
    images: array("|u1", [2, 1, 2], upTo(4)),
    ids: array("<i8", [2], [10, 11]),
    labels: array("<i8", [2], [1, 0]),
    names: npy("'<U3'", [2], new Uint8Array(24)),
  };
  const { train, notes } = await loaded({ "a.npz": npz(files) });
  assertEquals([...train.labels], [1, 0]);
  assertEquals(notes, ["left out: ids (int64 2), names (of text)"]);
  const { labels, ...others } = files;
  await assertRefused({ "a.npz": npz({ ...others, more: labels }) }, "a.npz", [
    "a.npz: holds several arrays of labels (N whole numbers): ids (int64 2), more (int64 2)",
  ]);
});

Deno.test("loadArrays() refuses files of several data sets", async () => {
  const file = npz(keras());
  await assertRefused({ "a.npz": file, "b.npz": file }, "", [
    "holds several arrays of images",
    "x_train (uint8 2×2×3), x_train (uint8 2×2×3); give a file or folder with those of one",
  ]);
  await assertRefused({ "one/a.npz": file, "two/a.npz": file }, "", [
    "holds several data sets, in one, two; give one of these",
  ]);
});

Deno.test("loadArrays() refuses images of other shapes, and pixels out of range", async () => {
  await refusesImages(array("|u1", [2, 4], upTo(8)), [
    "a.npz: holds no array of images ([N, H, W] or [N, H, W, C]) to train on",
    "there are images (uint8 2×4), labels (uint8 2)",
  ]);
  await refusesImages(array("|u1", [2, 2, 2, 4], upTo(32)), ["2×2×2×4 is no shape of images"]);
  await refusesImages(array("|u1", [0, 2, 2], []), ["0×2×2 is no shape of images"]);
  await refusesImages(array("<f4", [2, 1, 2], [-1, 0, 0, 1]), ["images: pixels run from -1 to 1"]);
  await refusesImages(array("|u1", [3, 1, 2], upTo(6)), [
    "a.npz: images holds 3 images, but",
    "a.npz: labels holds 2 labels; get both",
  ]);
});

Deno.test("loadArrays() says how Parquet and MATLAB's files become .npz", async () => {
  const bytes = new Uint8Array(4);
  await assertRefused({ "train-00000.parquet": bytes }, "", [
    "Parquet tables are not read",
    "*.parquet')",
    "pandas.read_parquet(f)",
    "python3 -c",
  ]);
  await assertRefused({ "train_32x32.mat": bytes }, "train_32x32.mat", [
    "MATLAB's arrays are not read",
    "train_32x32.mat')",
    "scipy.io.loadmat(f)",
  ]);
  const { notes } = await loaded({ "a.npz": npz(keras()), "b.parquet": bytes });
  assertEquals(notes, ["left out: b.parquet"]);
});

Deno.test("loadArrays() says that nothing is there, or nothing it reads", async () => {
  await assertRefused({}, "nowhere", ["nowhere: no such file or folder; give one that is there"]);
  await assertRefused({ "a.txt": new Uint8Array(1) }, "", ["no .npz and no .csv file"]);
  await assertRefused({ "a.txt": new Uint8Array(1) }, "a.txt", ["no .npz and no .csv file"]);
  await assertRefused({ "a.npz": npz({}) }, "a.npz", ["there are no arrays"]);
});

Deno.test("loadArrays() keeps the first images up to a limit", async () => {
  const { train, test } = await loaded({ "a.npz": npz(keras()) }, "", { limit: 1, testLimit: 1 });
  assertEquals([train.length, test!.length, [...train.images], train.classes], [1, 1, upTo(6), 3]);
  const file = { "a.npz": npz(keras()) };
  await assertRefused(file, "", ["limit is 3, but", "holds 2 training images"], { limit: 3 });
  await assertRefused(file, "", ["testLimit is 2, but", "holds 1 test images"], { testLimit: 2 });
  await assertRejects(() => loadArrays("a", { limit: 0 }), InputError, "limit is 0");
  await assertRejects(() => loadArrays("a", { limits: 1 } as object), RangeError, "unknown option");
});

Deno.test("loadArrays() keeps labels from 1, names the option, and takes it", async () => {
  const files = {
    "a.npz": npz({
      images: array("|u1", [2, 1, 2], upTo(4)),
      labels: array("<i8", [2], [1, 10]),
    }),
  };
  const { train, notes } = await loaded(files);
  assertEquals([[...train.labels], train.classes], [[1, 10], 11]);
  assertEquals(notes, [
    "labels run from 1 to 10, and class 0 never occurs: firstLabel 1 (--first-label 1) leaves it out",
  ]);
  const numbered = await loaded(files, "", { firstLabel: 1 });
  assertEquals([[...numbered.train.labels], numbered.train.classes], [[0, 9], 10]);
  assertEquals(numbered.notes, []);
  await assertRefused(files, "", [
    "label 0 (counted from 0) is 1, but classes are 3 to 10; labels run from 1 to 10",
    "this file needs --first-label 1",
  ], { firstLabel: 3 });
});

Deno.test("loadArrays() refuses labels that are no class's number", async () => {
  const images = array("|u1", [2, 1, 2], upTo(4));
  const refuse = (descr: string, values: number[], words: string) =>
    assertRefused({ "a.npz": npz({ images, labels: array(descr, [2], values) }) }, "", [words]);
  await refuse(
    "<i8",
    [0, 2 ** 40],
    "label 1 (counted from 0) is 1099511627776, which is no class's",
  );
  await refuse("<i8", [0, -1], "1 are -1, which marks images without a label");
  await refuse("<f4", [0, 1], "labels (float32 2)");
});
