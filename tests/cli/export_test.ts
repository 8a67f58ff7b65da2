/** `deno task export`, as a user types it. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { clsNet } from "../../lib/backbones/mod.ts";
import { checkOnnx, checkTfjs } from "../../lib/cli/export/check.ts";
import { type CheckImages, checkImages } from "../../lib/cli/export/check_images.ts";
import { runOnnx } from "../../lib/cli/export/run_onnx.ts";
import { writeChecked } from "../../lib/cli/export/write_checked.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { exportOnnx, exportTfjs } from "../../lib/export/mod.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { loadCheckpoint, saveCheckpoint } from "../../lib/training/mod.ts";
import type { Model } from "../../lib/types.ts";
import { type Ended, ended, train } from "./_train.ts";

const EXPORT = new URL("../../lib/cli/export.ts", import.meta.url).pathname;
const place = await Deno.makeTempDir();
const run = join(place, "run");
const trained = await train(["--limit", "40", "--batch-size", "20", "--epochs", "1", "--out", run]);
assertEquals(trained.code, 0, trained.stderr);

async function exporting(...args: string[]): Promise<Ended> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", EXPORT, ...args],
    cwd: place,
    env: { INIT_CWD: place, MARGIN_QUIET: "1" },
  });
  return ended(await command.output());
}

/** One line on stderr, these words. */
async function assertRefused(args: string[], code: number, ...words: string[]): Promise<void> {
  const { code: found, stdout, stderr } = await exporting(...args);
  assertEquals([found, stdout], [code, ""], stderr);
  assertEquals(stderr.trim().split("\n").length, 1, stderr);
  for (const word of words) assertStringIncludes(stderr, word);
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

function modelOf(backbone: tf.LayersModel): Model {
  const embeddingSize = backbone.outputs[0].shape[1]!;
  return { backbone, head: new ArcFaceHead({ classes: 10, embeddingSize }) };
}

Deno.test("a run is exported into its own folder, and compared on its test images", async () => {
  const ran =
    /^check: 100 test images run by \S.* \d[.\d]+; largest difference: embeddings \d\S* \(/m;
  const readBack = /^check: read back, but not run: .*largest difference: weights 0$/m;
  for (
    const [format, names, check] of [
      ["onnx", ["model.onnx"], new RegExp(`${ran.source}|${readBack.source}`, "m")],
      ["tfjs", ["tfjs/model.json", "tfjs/weights.bin"], ran],
      ["pytorch", ["pytorch/model.py", "pytorch/model.safetensors"], /PyTorch.*weights 0$/m],
    ] as const
  ) {
    const { code, stdout, stderr } = await exporting("run", "--to", format);
    assertEquals([code, stderr], [0, ""]);
    const files = names.map((name) => join(run, "export", name));
    assertEquals(stdout.split("\n").slice(0, -2), files);
    for (const file of files) assert(Deno.statSync(file).size > 1000);
    assertMatch(stdout, check);
  }
  assertEquals(namesIn(join(run, "export")), ["model.onnx", "pytorch", "tfjs"]);
});

Deno.test("nothing is written over without --force, and what else is there stays", async () => {
  const folder = join(place, "there"), file = join(folder, "model.py");
  Deno.mkdirSync(folder);
  Deno.writeTextFileSync(file, "mine");
  Deno.writeTextFileSync(join(folder, "notes.txt"), "mine too");
  const args = ["run", "--to", "pytorch", "--out", "there"];
  await assertRefused(args, 1, `${file}: is there already; write over it with --force`);
  assertEquals(Deno.readTextFileSync(file), "mine");
  assertEquals((await exporting(...args, "--force")).code, 0);
  assertStringIncludes(Deno.readTextFileSync(file), "def load(path):");
  assertEquals(namesIn(folder), ["model.py", "model.safetensors", "notes.txt"]);
});

Deno.test("a checkpoint is exported with its head, to a file, on random images", async () => {
  const checkpoint = join(place, "own.safetensors");
  await saveCheckpoint(checkpoint, { model: modelOf(clsNet({ embeddingSize: 3 })), config: {} });
  const args = ["own.safetensors", "--to", "onnx", "--with-head", "--out", "a/b/own.onnx"];
  const { code, stdout, stderr } = await exporting(...args);
  assertEquals(code, 0, stderr);
  assertEquals(stdout.split("\n")[0], join(place, "a", "b", "own.onnx"));
  assertMatch(
    stdout,
    /100 random images run by .*embeddings \d\S*, logits \d|read back, but not run/,
  );
});

Deno.test("a run whose data are gone is compared on random images, and that is said", async () => {
  const { config, ...saved } = await loadCheckpoint(join(run, "checkpoint.safetensors"));
  const gone = { ...config, run: { ...config.run as object, data: join(place, "gone") } };
  await saveCheckpoint(join(place, "gone.safetensors"), { ...saved, config: gone });
  const args = ["gone.safetensors", "--to", "tfjs", "--out", "gone-tfjs"];
  const { code, stdout, stderr } = await exporting(...args);
  assertEquals(code, 0, stderr);
  assertMatch(
    stderr,
    /^note: the run's data cannot be read \(\S*gone: [^;]*\), so .* random images\n$/,
  );
  assertStringIncludes(stdout, "check: 100 random images run by tfjs");
});

Deno.test("wrong usage and wrong runs are refused in a line", async () => {
  await assertRefused(["run", "--to", "onx"], 2, "Did you mean onnx?");
  await assertRefused(["run", "--to", "tflite"], 2, "Known are onnx, tfjs, pytorch");
  await assertRefused(["run"], 2, "--to");
  await assertRefused(["--to", "onnx"], 2, "run");
  await assertRefused(["run", "--to", "tfjs", "--with-head"], 2, "--with-head: tfjs holds embed");
  await assertRefused(["none", "--to", "tfjs"], 1, "none: holds no run");
  await assertRefused(["no.safetensors", "--to", "tfjs"], 1, "it does not exist");
  Deno.writeTextFileSync(join(place, "text.safetensors"), "no such file");
  await assertRefused(["text.safetensors", "--to", "tfjs"], 1, "text.safetensors");
});

Deno.test("a layer without counterpart is named, and no folder is left", async () => {
  const { layers } = tf, inputShape = [8, 8, 1];
  const backbone = tf.sequential({
    layers: [layers.averagePooling2d({ poolSize: 2, inputShape, name: "mean" }), layers.flatten()],
  });
  await saveCheckpoint(join(place, "mean.safetensors"), { model: modelOf(backbone), config: {} });
  const args = ["mean.safetensors", "--to", "onnx", "--out", "deep/er"];
  await assertRefused(args, 1, "layer mean is of class AveragePooling2D");
  assertEquals(namesIn(place).includes("deep"), false);
});

Deno.test("an export that differs is not written", async () => {
  const model = modelOf(clsNet()), folder = await Deno.makeTempDir({ dir: place });
  const right = await checkImages({ model });
  const wrong: CheckImages = { ...right, embeddings: right.embeddings.map((x) => x + 1e-3) };
  const target = { folder: join(folder, "new"), names: ["model.json", "weights.bin"] };
  const attempt = (images: CheckImages) =>
    writeChecked(target, { force: false }, async (staged) => {
      await exportTfjs(model, staged);
      return await checkTfjs({
        model,
        images: () => Promise.resolve(images),
        file: "",
        folder: staged,
      });
    });
  await assertRejects(
    () => attempt(wrong),
    InputError,
    "embeddings differ by 1.0e-3, more than 1e-5",
  );
  assertEquals(namesIn(folder), []);
  assertStringIncludes(await attempt(right), "100 random images run by tfjs");
  assertEquals(namesIn(target.folder), target.names);
});

Deno.test("where ONNX Runtime cannot be fetched, the weights are read back", async () => {
  const model = modelOf(clsNet()), file = join(place, "offline.onnx");
  await exportOnnx(model, file, { withHead: true });
  const variables = { DENO_DIR: join(place, "empty"), NPM_CONFIG_REGISTRY: "http://127.0.0.1:9" };
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    const images = await checkImages({ model });
    const line = await checkOnnx({
      model,
      images: () => Promise.resolve(images),
      file,
      folder: place,
    });
    assertMatch(line, /^read back, but not run: ONNX Runtime is not to be had.*weights 0$/);
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
});

Deno.test("a file that ONNX Runtime rejects is no export", async () => {
  const file = join(place, "broken.onnx"), images = tf.zeros([1, 4, 4, 1]) as tf.Tensor4D;
  Deno.writeFileSync(file, Uint8Array.of(1, 2, 3));
  const answer = await runOnnx(file, images).catch((error: Error) => error);
  if (answer instanceof InputError) assertMatch(answer.message, /ONNX Runtime rejects the file/);
  else assert("missing" in answer);
});
