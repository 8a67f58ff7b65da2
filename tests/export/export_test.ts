import { assertEquals, assertLess, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { exportTfjs, writeNpy } from "../../lib/export/mod.ts";

/** A program that knows tfjs alone, and gets the model over HTTP as a page does. */
const PLAIN = `
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
const [url, pixels] = Deno.args;
const net = await tf.loadLayersModel(url);
const images = tf.tensor(JSON.parse(pixels)).reshape([-1, 28, 28, 1]);
console.log(JSON.stringify([tf.getBackend(), [...net.predict(images).dataSync()]]));
`;

const folder = await Deno.makeTempDir();

/** The course's network, after a step: its running averages are no longer 0 and 1. */
function trained() {
  const backbone = clsNet({ seed: 3, embeddingSize: 4 });
  backbone.apply(tf.randomUniform([16, 28, 28, 1], 0, 1, "float32", 1), { training: true });
  return backbone;
}

/** An image's embedding by plain tfjs, and by the network itself. */
async function byUrl(backbone: tf.LayersModel, place: string): Promise<[number[], number[]]> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const name = new URL(request.url).pathname.slice(1);
    return new Response(await Deno.readFile(join(place, name)));
  });
  const image = tf.randomUniform([1, 28, 28, 1], 0, 1, "float32", 2);
  await Deno.writeTextFile(join(folder, "plain.ts"), PLAIN);
  const url = `http://127.0.0.1:${server.addr.port}/model.json`;
  const pixels = JSON.stringify([...image.dataSync()]);
  const args = ["run", "-A", "--no-lock", join(folder, "plain.ts"), url, pixels];
  const { stdout, code } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" })
    .output();
  await server.shutdown();
  assertEquals(code, 0);
  const line = new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
  const [backend, embedding] = JSON.parse(line);
  assertEquals(backend, "cpu");
  return [embedding, [...(backbone.predict(image) as tf.Tensor).dataSync()]];
}

Deno.test("exportTfjs() writes what plain tfjs loads by URL, with the same embeddings", async () => {
  const backbone = trained(), place = join(folder, "web", "model");
  await exportTfjs({ backbone }, place);
  assertEquals([...Deno.readDirSync(place)].map(({ name }) => name).sort(), [
    "model.json",
    "weights.bin",
  ]);
  const [found, own] = await byUrl(backbone, place);
  own.forEach((value, d) => assertLess(Math.abs(found[d] - value), 1e-4));
});

Deno.test("exportTfjs() in float16 writes half the bytes, which plain tfjs decodes", async () => {
  const backbone = trained(), [full, half] = ["full", "half"].map((name) => join(folder, name));
  await exportTfjs({ backbone }, full);
  await exportTfjs({ backbone }, half, { precision: "float16" });
  const sizes = [full, half].map((place) => Deno.statSync(join(place, "weights.bin")).size);
  assertEquals(sizes[0], 2 * sizes[1]);
  const [found, own] = await byUrl(backbone, half), largest = Math.max(...own.map(Math.abs));
  own.forEach((value, d) => assertLess(Math.abs(found[d] - value), 1e-3 * largest));
});

Deno.test("exportTfjs() refuses weights beyond float16, and another precision", async () => {
  const backbone = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [1, 1, 1] }), tf.layers.dense({ units: 1 })],
  });
  const attempt = (number: number) => {
    backbone.layers[1].setWeights([tf.tensor2d([[number]]), tf.zeros([1])]);
    return exportTfjs({ backbone }, join(folder, "beyond"), { precision: "float16" });
  };
  await assertRejects(
    () => attempt(-65505),
    InputError,
    "kernel holds -65505, and float16 ends at",
  );
  await assertRejects(() => attempt(NaN), InputError, "kernel holds NaN");
  assertEquals([...Deno.readDirSync(folder)].some(({ name }) => name === "beyond"), false);
  await attempt(65504);
  const precision = "half" as "float16";
  await assertRejects(() => exportTfjs({ backbone }, folder, { precision }), InputError, "half");
});

Deno.test("exportTfjs() and writeNpy() say what cannot be written", async () => {
  const file = join(folder, "file");
  await Deno.writeTextFile(file, "");
  await assertRejects(
    () => exportTfjs({ backbone: clsNet() }, join(file, "model")),
    InputError,
    "cannot be made",
  );
  const embeddings = new Float32Array(5);
  assertThrows(() => writeNpy(file, { embeddings, embeddingSize: 2 }), InputError, "whole rows");
});

Deno.test("writeNpy() writes NumPy's format, aligned, little-endian", () => {
  const path = join(folder, "x.npy"), embeddings = Float32Array.of(1, 2.5, -3, 0, 5, 6);
  writeNpy(path, { embeddings, embeddingSize: 2 });
  const bytes = Deno.readFileSync(path), length = 10 + bytes[8] + 256 * bytes[9];
  assertEquals([...bytes.subarray(0, 8)], [0x93, 78, 85, 77, 80, 89, 1, 0]);
  assertEquals(length % 64, 0);
  const header = new TextDecoder().decode(bytes.subarray(10, length));
  assertEquals(header.trim(), "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }");
  assertEquals(new Float32Array(bytes.slice(length).buffer), embeddings);
});

const python = await new Deno.Command("python3", { args: ["-c", "import numpy"], stderr: "null" })
  .output().then(({ success }) => success, () => false);

Deno.test({
  name: "NumPy reads what writeNpy() wrote",
  ignore: !python,
  fn: async () => {
    const path = join(folder, "y.npy");
    writeNpy(path, { embeddings: Float32Array.of(1, 2.5, -3, 0.1), embeddingSize: 2 });
    const code = `import numpy; x = numpy.load(${
      JSON.stringify(path)
    }); print(x.dtype, x.shape, x.tolist())`;
    const { stdout } = await new Deno.Command("python3", { args: ["-c", code] }).output();
    const text = new TextDecoder().decode(stdout).trim();
    assertEquals(text, "float32 (2, 2) [[1.0, 2.5], [-3.0, 0.10000000149011612]]");
  },
});
