/** exportProjector(), read back, and served by TensorBoard where it is installed. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { InputError } from "../../lib/errors.ts";
import { exportProjector } from "../../lib/export/mod.ts";
import { spriteCapacity } from "../../lib/export/projector.ts";
import { projectorDifference } from "../../lib/export/read_projector.ts";
import type { Embeddings } from "../../lib/types.ts";
import { python, pythonHas } from "./_python.ts";

const place = await Deno.makeTempDir();

/** Five images of 2×3 pixels, of two classes, of none that is known, and of another; numbers of all sizes. */
const set: Embeddings = {
  embeddings: Float32Array.of(0.1, -1 / 3, 1e-30, 3e38, 0, -5, 1, 2, 16777217, 1e-45),
  embeddingSize: 2,
  labels: Int32Array.of(0, 1, 1, -1, 2),
  predicted: Int32Array.of(0, 1, 0, 0, 0),
  classes: 2,
  classNames: ["a\tb", "c\nd"],
};
const imageShape = [2, 3, 1] as const;
const images = Uint8Array.from({ length: 5 * 6 }, (_, i) => i);
const columns = { part: ["test", "test", "test", "test", "held out"] };

Deno.test("exportProjector() writes numbers that come back, names that fit a cell, and a sprite", async () => {
  const folder = join(place, "five");
  await exportProjector(set, folder, { images, imageShape, columns });
  assertEquals(await projectorDifference(set, folder, { images, imageShape }), 0);
  assertEquals(Deno.readTextFileSync(join(folder, "metadata.tsv")).split("\n"), [
    "class\tpredicted\tcorrect\tpart",
    "a b\ta b\tyes\ttest",
    "c d\tc d\tyes\ttest",
    "c d\ta b\tno\ttest",
    "\ta b\t\ttest",
    "2\ta b\t\theld out",
    "",
  ]);
  const config = Deno.readTextFileSync(join(folder, "projector_config.pbtxt"));
  assertStringIncludes(config, "single_image_dim: 3\n    single_image_dim: 2\n");
});

Deno.test("exportProjector() in colour, and without images", async () => {
  const colours = Uint8Array.from({ length: 5 * 18 }, (_, i) => 2 * i), shape = [2, 3, 3] as const;
  const options = { images: colours, imageShape: shape };
  await exportProjector(set, join(place, "colour"), options);
  assertEquals(await projectorDifference(set, join(place, "colour"), options), 0);
  await exportProjector(set, join(place, "dots"));
  assertEquals([...Deno.readDirSync(join(place, "dots"))].map(({ name }) => name).sort(), [
    "metadata.tsv",
    "projector_config.pbtxt",
    "tensors.tsv",
  ]);
  const other = { images: colours.map((byte) => byte + 1), imageShape: shape };
  await assertRejects(
    () => projectorDifference(set, join(place, "colour"), other),
    InputError,
    "the sprite's pixels",
  );
});

Deno.test("exportProjector() refuses what does not fit", async () => {
  const folder = join(place, "none");
  const refused = (options: Parameters<typeof exportProjector>[2], words: string) =>
    assertRejects(() => exportProjector(set, folder, options), InputError, words);
  await refused({ images: images.subarray(6), imageShape }, "images are 4, and embeddings 5");
  await refused({ columns: { part: ["test"] } }, "part are 1, and embeddings 5");
  const large = [5000, 8000, 1] as const, five = new Uint8Array(5 * 5000 * 8000);
  await refused(
    { images: five, imageShape: large },
    "do not fit into 8192×8192 pixels; give at most 1",
  );
  assertEquals([...Deno.readDirSync(place)].some(({ name }) => name === "none"), false);
  assertEquals([spriteCapacity([28, 28, 1]), spriteCapacity([112, 100, 3])], [292 * 292, 73 * 81]);
});

/** Starts TensorBoard on a folder, and prints what its projector hands out. */
const SERVED = `
import json, struct, sys, urllib.parse, urllib.request
from tensorboard import program
board = program.TensorBoard()
board.configure(argv=[None, "--logdir", sys.argv[1], "--host", "127.0.0.1", "--port", "0", "--load_fast", "false"])
url = board.launch() + "data/plugin/projector/"
get = lambda path: urllib.request.urlopen(url + path).read()
rows = "run=.&name=embeddings&num_rows=100000"
numbers = get("tensor?" + rows)
print(json.dumps({
    "runs": json.loads(get("runs")),
    "info": json.loads(get("info?run=."))["embeddings"][0],
    "numbers": list(struct.unpack("<%df" % (len(numbers) // 4), numbers)),
    "metadata": get("metadata?" + rows).decode(),
    "sprite": list(get("sprite_image?run=.&name=embeddings")[:4]),
}))
`;

interface Served {
  runs: string[];
  info: { tensorShape: number[]; sprite: { singleImageDim: number[] } };
  numbers: number[];
  metadata: string;
  sprite: number[];
}

Deno.test({
  name: "TensorBoard hands out what exportProjector() wrote",
  ignore: !await pythonHas("projector_test.ts", "tensorboard"),
  fn: async () => {
    const folder = join(place, "served");
    await exportProjector(set, folder, { images, imageShape, columns });
    const { runs, info, numbers, metadata, sprite } = await python<Served>(SERVED, folder);
    assertEquals([runs, info.tensorShape, info.sprite.singleImageDim], [["."], [5, 2], [3, 2]]);
    assertEquals(Float32Array.from(numbers), set.embeddings);
    assertEquals(metadata, Deno.readTextFileSync(join(folder, "metadata.tsv")));
    assertEquals(sprite, [0x89, 0x50, 0x4e, 0x47]);
  },
});
