/** What a path holds is found out, and said. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import sharp from "npm:sharp@0.34.5";
import { openData, type OpenDataOptions } from "../../lib/data/mod.ts";
import { isPackedData } from "../../lib/data/open_data.ts";
import { InputError } from "../../lib/errors.ts";
import { goodFiles } from "./_idx_files.ts";

const place = await Deno.makeTempDir({ prefix: "open-" });
const at = (...names: string[]) => join(place, ...names);
async function write(path: string, content: Uint8Array | string): Promise<string> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await (typeof content === "string"
    ? Deno.writeTextFile(path, content)
    : Deno.writeFile(path, content));
  return path;
}
const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } }).png()
  .toBuffer();

for (const [name, bytes] of Object.entries(goodFiles())) await write(at("idx", name), bytes);
for (const [name, bytes] of Object.entries(goodFiles())) {
  await write(at("nested", "MNIST", "raw", name), bytes);
}
for (const name of ["a/1.png", "a/2.png", "b/1.png", "b/2.png"]) {
  await write(at("images", name), png);
}
for (const name of ["train/a/1.png", "train/b/1.png"]) await write(at("parts", name), png);
const row = (label: number) => [label, ...Array(49).fill(label)].join(",");
await write(
  at("table", "train.csv"),
  ["label", ...Array.from({ length: 49 }, (_, i) => `pixel${i}`)]
    .join(",") + "\n" + [0, 1, 0, 1, 2, 2, 2].map(row).join("\n") + "\n",
);

for (
  const [what, path, options, words, sizes] of [
    ["IDX files", at("idx"), {}, "IDX", undefined],
    ["IDX files below MNIST/raw", at("nested"), {}, "IDX", undefined],
    ["a folder of images", at("images"), { testShare: 0.5 }, "folder of 4 images", [2, 2]],
    ["a folder with train/", at("parts"), {}, "folder of 2 images", [2, 0]],
    ["a .csv file", at("table", "train.csv"), { testShare: 0 }, "", [7, 0]],
    ["characters", "characters", { classes: 4, imageSize: [16, 16] }, "drawn", undefined],
  ] as [string, string, OpenDataOptions, string, number[] | undefined][]
) {
  Deno.test(`openData() finds ${what}, and says so`, async () => {
    const data = await openData(path, options);
    assertStringIncludes(data.what, words);
    assert(data.train.length > 0);
    if (sizes) assertEquals([data.train.length, data.test?.length ?? 0], sizes);
  });
}

Deno.test("openData() splits and holds out whatever has no test part", async () => {
  const { train, test, unseen } = await openData(at("table", "train.csv"), { testShare: 0.5 });
  assertEquals([train.classes, train.length, test!.length, unseen], [3, 3, 4, undefined]);
  const open = await openData("characters", {
    classes: 10,
    holdOutClasses: 0.2,
    imageSize: [16, 16],
    limit: 30,
  });
  assertEquals([open.train.classes, open.train.length, open.unseen!.classes], [8, 30, 2]);
  assertEquals([open.test!.length, open.unseen!.length], [32, 80]);
});

Deno.test("openData() takes a share of 0 to test on from data with a test part too", async () => {
  const { test } = await openData(at("idx"), { testShare: 0 });
  assert(test!.length > 0);
});

Deno.test("isPackedData() tells data sets from images that are files", async () => {
  const packed = [at("idx"), at("nested"), at("table"), at("table", "train.csv"), "characters"];
  for (const path of packed) assertEquals(await isPackedData(path), true, path);
  const single = at("idx", Object.keys(goodFiles())[0]);
  assertEquals(await isPackedData(single), true, "openData() says what to give in its place");
  for (const path of [at("images"), at("parts"), at("nowhere"), at("images", "x.png")]) {
    assertEquals(await isPackedData(path), false, path);
  }
});

await write(at("empty", ".keep"), "");
await write(at("odd", "data.zip"), "PK\x03\x04");
await write(at("odd", "readme.txt"), "x");
await write(at("flat", "1.png"), png);
await write(at("page.gz"), "<!DOCTYPE html><html>");
for (
  const [what, path, options, ...words] of [
    ["a path that is not there", at("nowhere"), {}, "no such file or folder"],
    ["a folder of other files", at("odd"), {}, "data.zip, readme.txt", "archive: unpack it"],
    ["images without folders", at("flat"), {}, "one subfolder a class"],
    ["one of the IDX files", at("idx", Object.keys(goodFiles())[0]), {}, "give the folder"],
    ["a web page", at("page.gz"), {}, "web page"],
    [
      "a size for IDX files",
      at("idx"),
      { imageSize: [9, 9] },
      "imageSize has no effect on IDX files",
    ],
    [
      "classes of images",
      at("images"),
      { classes: 2 },
      "classes has no effect on a folder of images",
    ],
    ["a test share beside a test part", at("idx"), { testShare: 0.1 }, "have a test part already"],
  ] as [string, string, OpenDataOptions, ...string[]][]
) {
  Deno.test(`openData() refuses ${what} in one line`, async () => {
    const { message } = await assertRejects(() => openData(path, options), InputError);
    for (const word of words) assertStringIncludes(message, word);
    assert(!message.includes("\n"));
  });
}
