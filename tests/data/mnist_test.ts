import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { loadMnist, type LoadMnistOptions } from "../../lib/data/mnist.ts";
import { InputError } from "../../lib/errors.ts";
import { goodFiles, gzip, idxFile, withFiles } from "./_idx_files.ts";

/**
 * Asserts that loading these files fails in one line that holds each of `parts` (`{dir}` stands for
 * the directory).
 */
async function assertRefused(
  change: Record<string, Uint8Array | undefined>,
  parts: string[],
  options: LoadMnistOptions = {},
) {
  const files = Object.entries({ ...goodFiles(), ...change }).filter((
    file,
  ): file is [string, Uint8Array] => !!file[1]);
  await withFiles(Object.fromEntries(files), async (directory) => {
    const { message } = await assertRejects(() => loadMnist({ directory, ...options }), InputError);
    assertFalse(message.includes("\n"));
    for (const part of parts) assertStringIncludes(message, part.replace("{dir}", directory));
  });
}

Deno.test("loadMnist() reads the data set of the repository", async () => {
  const { train, test } = await loadMnist();
  assertEquals([train.length, test.length, train.classes, test.classes], [60000, 10000, 10, 10]);
  assertEquals([train.images.length, test.images.length], [60000 * 784, 10000 * 784]);
  const counts = new Array(10).fill(0);
  for (const label of train.labels) counts[label]++;
  assertEquals(counts, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  assertEquals(Array.from(test.labels.subarray(0, 5)), [7, 2, 1, 0, 4]);
  assert(train.images.some((pixel) => pixel === 255));
});

Deno.test("loadMnist() finds its own data from a program elsewhere", async () => {
  const url = JSON.stringify(import.meta.resolve("../../lib/data/mnist.ts"));
  const program =
    `import { loadMnist } from ${url}; console.log((await loadMnist({ limit: 5 })).test.length);`;
  await withFiles({ "main.ts": new TextEncoder().encode(program) }, async (directory) => {
    const args = ["run", "--no-config", "--allow-read", "main.ts"];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: directory })
      .output();
    assertEquals(
      new TextDecoder().decode(stdout).trim(),
      "10000",
      new TextDecoder().decode(stderr),
    );
  });
});

Deno.test("loadMnist() takes plain, gzipped and dotted names", async () => {
  const [images, labels, testImages, testLabels] = Object.values(goodFiles());
  const files = {
    "train-images.idx3-ubyte": images,
    "train-labels.idx1-ubyte.gz": gzip(labels),
    "t10k-images-idx3-ubyte.gz": testImages, // unpacked, but not renamed
    "t10k-labels-idx1-ubyte": gzip(testLabels), // and the reverse
  };
  await withFiles(files, async (directory) => {
    const { train, test } = await loadMnist({ directory });
    assertEquals(train.images, images.slice(16));
    assertEquals([Array.from(train.labels), Array.from(test.labels)], [[5, 0, 9], [7, 2]]);
  });
});

Deno.test("loadMnist() keeps the first `limit` training images and the whole test set", async () => {
  await withFiles(goodFiles(), async (directory) => {
    const { train, test } = await loadMnist({ directory, limit: 2 });
    assertEquals([train.length, test.length], [2, 2]);
    assertEquals(train.images, goodFiles()["train-images-idx3-ubyte"].slice(16, 16 + 2 * 784));
    assertEquals(Array.from(train.labels), [5, 0]);
    assertEquals(train.images.buffer.byteLength, 2 * 784); // the rest is not held in memory
    assertEquals((await loadMnist({ directory, limit: 3 })).train.length, 3);
    const small = await loadMnist({ directory, testLimit: 1 });
    assertEquals([small.train.length, small.test.length, Array.from(small.test.labels)], [3, 1, [
      7,
    ]]);
  });
});

Deno.test("loadMnist() refuses a limit that is no count, or beyond the set", async () => {
  for (const limit of [0, -1, 1.5, NaN, Infinity]) {
    await assertRefused({}, [`limit is ${limit}`, "whole number"], { limit });
  }
  await assertRefused({}, ["limit is 4", "{dir} holds 3 training images", "leave it out"], {
    limit: 4,
  });
  await assertRefused({}, ["testLimit is 0", "whole number"], { testLimit: 0 });
  await assertRefused({}, ["testLimit is 3", "{dir} holds 2 test images", "leave it out"], {
    testLimit: 3,
  });
});

Deno.test("loadMnist() passes the number of classes on, and refuses nonsense", async () => {
  await withFiles(goodFiles(), async (directory) => {
    assertEquals((await loadMnist({ directory, classes: 26 })).train.classes, 26);
  });
  for (const classes of [0, 2.5, NaN]) {
    await assertRefused({}, [`classes is ${classes}`, "from 1 up"], { classes });
  }
});

Deno.test("loadMnist() names a missing file, the names tried and the directory", async () => {
  await assertRefused({ "t10k-labels-idx1-ubyte": undefined }, [
    "t10k-labels-idx1-ubyte: not found in {dir}",
    "t10k-labels-idx1-ubyte.gz, t10k-labels-idx1-ubyte, t10k-labels.idx1-ubyte.gz, t10k-labels.idx1-ubyte",
    "--data",
  ]);
});

Deno.test("loadMnist() says that the directory is missing, or none", async () => {
  await assertRefused({}, ["/nowhere: no such directory", "--data"], { directory: "/nowhere" });
  await withFiles({ file: new Uint8Array(1) }, async (directory) => {
    const { message } = await assertRejects(
      () => loadMnist({ directory: join(directory, "file") }),
      InputError,
    );
    assertStringIncludes(message, "file: is not a directory");
  });
});

Deno.test("loadMnist() reads a file in a folder of its own name, and beside one", async () => {
  const files = goodFiles(), inside = "train-labels-idx1-ubyte", images = "t10k-images-idx3-ubyte";
  const { [inside]: labels, ...others } = files;
  await withFiles(others, async (directory) => {
    await Deno.mkdir(join(directory, inside));
    await Deno.writeFile(join(directory, inside, inside), labels);
    await Deno.mkdir(join(directory, `${images}.gz`));
    assertEquals([...(await loadMnist({ directory })).train.labels], [5, 0, 9]);
  });
});

Deno.test({
  name: "loadMnist() reads files alone: a pipe, which would wait for ever, is passed over",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const { "train-labels-idx1-ubyte": _, ...others } = goodFiles();
    await withFiles(others, async (directory) => {
      const pipe = join(directory, "train-labels-idx1-ubyte");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      await assertRejects(
        () => loadMnist({ directory }),
        InputError,
        "train-labels-idx1-ubyte: not found",
      );
    });
  },
});

Deno.test("loadMnist() says what a folder holds in place of IDX files", async () => {
  for (
    const [name, words] of [
      ["mnist.npz", "mnist.npz: NumPy arrays, not IDX files"],
      ["train.csv", "train.csv: tables of pixels, not IDX files"],
      ["archive.zip", "archive.zip: an archive that is not unpacked"],
      ["notes.txt", "which holds notes.txt (looked for"],
    ]
  ) {
    await withFiles({ [name]: new Uint8Array(1) }, async (directory) => {
      await assertRejects(() => loadMnist({ directory }), InputError, words);
    });
  }
  await withFiles({}, async (directory) => {
    await assertRejects(() => loadMnist({ directory }), InputError, "which holds nothing");
  });
});

Deno.test("a gzip file is unpacked no further than its header says", async () => {
  const bomb = new Uint8Array(64 << 20);
  bomb.set(goodFiles()["train-images-idx3-ubyte"]);
  const before = Deno.memoryUsage().rss;
  await withFiles({ ...goodFiles(), "train-images-idx3-ubyte": gzip(bomb) }, async (directory) => {
    await assertRejects(
      () => loadMnist({ directory }),
      InputError,
      "train-images-idx3-ubyte: it holds more than its header says; get the file again",
    );
  });
  assert(Deno.memoryUsage().rss - before < 50e6, "it was unpacked");
});

Deno.test("loadMnist() with firstLabel numbers classes from 0", async () => {
  const labels = {
    "train-labels-idx1-ubyte": idxFile([3], [1, 26, 5]),
    "t10k-labels-idx1-ubyte": idxFile([2], [1, 2]),
  };
  await withFiles({ ...goodFiles(), ...labels }, async (directory) => {
    const { train, test } = await loadMnist({ directory, classes: 26, firstLabel: 1 });
    assertEquals([[...train.labels], [...test.labels], train.classes], [[0, 25, 4], [0, 1], 26]);
  });
});

Deno.test("loadMnist() names the path of a damaged file", async () => {
  const name = "train-images-idx3-ubyte";
  await assertRefused({ [name]: gzip(goodFiles()[name]).slice(0, -9) }, [
    `{dir}/${name}: the gzip file is cut short`,
  ]);
});

Deno.test("loadMnist() says that images and labels were swapped", async () => {
  const { "train-images-idx3-ubyte": images } = goodFiles();
  await assertRefused({ "train-labels-idx1-ubyte": images }, [
    "{dir}/train-labels-idx1-ubyte",
    "images where labels",
  ]);
});

Deno.test("loadMnist() names both files when their counts differ", async () => {
  await assertRefused({ "t10k-labels-idx1-ubyte": idxFile([3]) }, [
    "t10k-images-idx3-ubyte holds 2 images",
    "t10k-labels-idx1-ubyte holds 3 labels",
    "same data set",
  ]);
});

Deno.test("loadMnist() names index and value of a label that is no class", async () => {
  const labels = { "train-labels-idx1-ubyte": idxFile([3], [1, 10, 25]) };
  await assertRefused(labels, [
    "train-labels-idx1-ubyte: label 1",
    "is 10",
    "0 to 9",
    "labels run from 1 to 25, class 0 never occurs: this file needs --first-label 1 --classes 25",
  ]);
  await assertRefused({}, ["labels run from 0 to 9: this file needs --first-label 0"], {
    firstLabel: 3,
  });
  const digits = { "train-labels-idx1-ubyte": idxFile([3], [48, 57, 50]) };
  await assertRefused(digits, ["--first-label 48 --classes 10"]);
  const unlabelled = { "train-labels-idx1-ubyte": idxFile([3], [0, 255, 9]) };
  await assertRefused(unlabelled, ["run from 0 to 9, and 1 are 255, which marks images without"]);
  await assertRefused({}, ["train-labels-idx1-ubyte: label 0", "is 5", "0 to 4", "--classes 10"], {
    classes: 5,
  });
});
