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
import { checkOnnx } from "../../lib/cli/export/check_onnx.ts";
import { checkTfjs } from "../../lib/cli/export/check_tfjs.ts";
import { type CheckImages, checkImages } from "../../lib/cli/export/check_images.ts";
import { placeFor } from "../../lib/cli/export/formats.ts";
import { checkPytorch } from "../../lib/cli/export/check_pytorch.ts";
import { runOnnx } from "../../lib/cli/export/run_onnx.ts";
import { writeChecked } from "../../lib/cli/export/write_checked.ts";
import { findTorch } from "../../lib/course/bench/torch.ts";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { exportOnnx, exportPytorch, exportTfjs } from "../../lib/export/mod.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { openRun } from "../../lib/inference/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { loadCheckpoint, saveCheckpoint } from "../../lib/training/mod.ts";
import type { Model } from "../../lib/types.ts";
import { type Ended, train } from "./_train.ts";
import { use } from "./_use.ts";

const EXPORT = new URL("../../lib/cli/export.ts", import.meta.url).pathname;
const place = await Deno.makeTempDir();
const run = join(place, "run");
const trained = await train(["--limit", "40", "--batch-size", "20", "--epochs", "1", "--out", run]);
assertEquals(trained.code, 0, trained.stderr);

function exporting(...args: string[]): Promise<Ended> {
  return use("export", args, { cwd: place, env: { INIT_CWD: place, MARGIN_QUIET: "1" } });
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
  const ran = /^check: 100 test images run by \S.* \d\S+; largest difference: embeddings \d\S* \(/m;
  const readBack = /^check: read back, but not run: .*largest difference: weights 0$/m;
  for (
    const [format, names, check] of [
      ["onnx", ["model.onnx"], new RegExp(`${ran.source}|${readBack.source}`, "m")],
      ["tfjs", ["tfjs/model.json", "tfjs/weights.bin"], ran],
      [
        "pytorch",
        ["pytorch/model.py", "pytorch/model.safetensors"],
        new RegExp(`${ran.source}|^check: read back, but not run, as there is no PyTorch`, "m"),
      ],
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
  await assertRefused(["run", "--to", "pytroch"], 2, "Did you mean pytorch?");
  await assertRefused(["run", "--to", "tflite"], 2, "Known are onnx, tfjs, pytorch, hf, proj");
  await assertRefused(["run"], 2, "--to");
  await assertRefused(["--to", "onnx"], 2, "run");
  await assertRefused(["run", "--to", "tfjs", "--with-head"], 2, "--with-head: tfjs has no class");
  await assertRefused(["run", "--to", "hf", "--with-head"], 2, "--with-head: hf holds the class");
  await assertRefused(["run", "--to", "onnx", "--precision", "float16"], 2, "only tfjs takes it");
  await assertRefused(
    ["run", "--to", "tfjs", "--precision", "half"],
    2,
    "Known are float32, float16",
  );
  await assertRefused(["run", "--to", "saved-run", "--data", "x"], 2, "saved-run holds no data");
  await assertRefused(["none", "--to", "tfjs"], 1, "none: does not exist");
  await assertRefused(["rum", "--to", "tfjs"], 1, "rum: does not exist", "did you mean run?");
  await assertRefused(
    [".", "--to", "tfjs"],
    1,
    "holds no run (there is no checkpoint.safetensors)",
  );
  await assertRefused(["no.safetensors", "--to", "tfjs"], 1, "no.safetensors: does not exist");
  Deno.writeTextFileSync(join(place, "text.safetensors"), "no such file");
  await assertRefused(["text.safetensors", "--to", "tfjs"], 1, "text.safetensors");
});

Deno.test("a name that ends like a file of another kind becomes no folder", async () => {
  for (
    const [format, out, right] of [
      ["onnx", "z.zip", "onnx writes a file ending in .onnx"],
      ["saved-run", "x.tar", "saved-run writes a file ending in .zip"],
      ["saved-run", "x.ONNX", "ending in .zip"],
      ["pytorch", "model.py", "pytorch writes a folder of files; give it a name without .py"],
      ["hf", "a/hub.gz", "without .gz"],
    ]
  ) {
    await assertRefused(["run", "--to", format, "--out", out], 2, `--out ${out}: `, right);
    assertEquals(namesIn(place).includes(out), false);
  }
  const { names, folder } = placeFor("onnx", { checkpoint: "run/x", out: "a/Digits.ONNX" });
  assertEquals([folder, ...names], ["a", "Digits.ONNX"]);
  assertEquals(placeFor("hf", { checkpoint: "run/x", out: "run-1.0" }).folder, "run-1.0");
});

Deno.test("a checkpoint of an unknown head, or of a newer version, is refused by name", async () => {
  const bytes = Deno.readFileSync(join(run, "checkpoint.safetensors"));
  const { tensors, metadata } = decodeSafetensors(bytes, "");
  const changed = (name: string, changes: Record<string, string>) =>
    Deno.writeFileSync(join(place, name), encodeSafetensors(tensors, { ...metadata, ...changes }));
  const model = metadata.model.replaceAll('"arcface"', '"tomorrow"');
  changed("unknown.safetensors", { model });
  await assertRefused(["unknown.safetensors", "--to", "hf"], 1, "tomorrow", "update the library");
  changed("newer.safetensors", { format_version: "99" });
  await assertRefused(["newer.safetensors", "--to", "onnx"], 1, "written in format 99, newer than");
});

Deno.test("a folder that cannot be written is refused in a line", async () => {
  Deno.writeTextFileSync(join(place, "in-the-way"), "");
  await assertRefused(["run", "--to", "hf", "--out", "in-the-way/hf"], 1, "cannot be made");
});

Deno.test("weights of no run have no images for the projector, and nothing to resume", async () => {
  await saveCheckpoint(join(place, "alone.safetensors"), { model: modelOf(clsNet()), config: {} });
  await assertRefused(
    ["alone.safetensors", "--to", "projector"],
    1,
    "exportProjector() of the lib",
  );
  await assertRefused(
    ["alone.safetensors", "--to", "saved-run"],
    1,
    "a whole run; give its folder",
  );
});

Deno.test("a run whose images are gone cannot be shown in the projector", async () => {
  const { config, ...saved } = await loadCheckpoint(join(run, "checkpoint.safetensors"));
  const gone = { ...config, run: { ...config.run as object, data: join(place, "gone") } };
  await saveCheckpoint(join(place, "no-images.safetensors"), { ...saved, config: gone });
  const args = ["no-images.safetensors", "--to", "projector", "--out", "no-images"];
  await assertRefused(args, 1, "its images cannot be read", "put the run's data back");
  assertEquals(namesIn(place).includes("no-images"), false);
});

Deno.test("a threshold chosen for these weights goes along, in radians", async () => {
  const copy = join(place, "with-threshold");
  Deno.mkdirSync(copy);
  Deno.copyFileSync(join(run, "checkpoint.safetensors"), join(copy, "checkpoint.safetensors"));
  const { checksum } = await openRun(copy), bounds = { low: 0, high: 1 };
  const rates = { falseAcceptRate: 0.001, trueAcceptRate: 0.9, trueAcceptInterval: bounds };
  const angles = { cosine: 0.5, degrees: 60, prototypeDegrees: 45 };
  const text = (of: string) => JSON.stringify({ ...angles, ...rates, checksum: of });
  Deno.writeTextFileSync(join(copy, "threshold.json"), text(checksum));
  assertEquals((await exporting("with-threshold", "--to", "onnx")).code, 0);
  const found = Deno.readTextFileSync(join(copy, "export", "model.onnx"));
  assertMatch(found, /\bthreshold[^]{2}1\.0471975511965976/);
  assertMatch(found, /\bprototypeThreshold[^]{2}0\.7853981633974483/);
  assertEquals((await exporting("with-threshold", "--to", "hf")).code, 0);
  const { threshold } = await openRun(join(copy, "export", "hf", "model.safetensors"));
  assertEquals([threshold.degrees, threshold.chosen], [60, true]);
  Deno.writeTextFileSync(join(copy, "threshold.json"), text("of other weights"));
  const { stderr } = await exporting("with-threshold", "--to", "onnx", "--force");
  assertMatch(stderr, /^note: .*threshold\.json: was chosen for other weights.*\n$/);
  assertEquals(/threshold/.test(Deno.readTextFileSync(join(copy, "export", "model.onnx"))), false);
});

Deno.test("tfjs weights in float16 take half the bytes, and embeddings stay near", async () => {
  const args = ["run", "--to", "tfjs", "--precision", "float16", "--out", "half"];
  const { code, stdout, stderr } = await exporting(...args);
  assertEquals(code, 0, stderr);
  assertMatch(
    stdout,
    /run by tfjs \S+, weights in float16; largest difference: embeddings \d\S*e-4/,
  );
  const bytes = (...parts: string[]) => Deno.statSync(join(place, ...parts, "weights.bin")).size;
  assertEquals(2 * bytes("half"), bytes("run", "export", "tfjs"));
});

Deno.test("Ctrl-C leaves nothing of an export", async () => {
  const out = join(place, "stopped", "deep"), staged = Promise.withResolvers<void>();
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", EXPORT, "run", "--to", "onnx", "--out", out],
    cwd: place,
    env: { INIT_CWD: place, MARGIN_QUIET: "1" },
    stdout: "null",
    stderr: "null",
  });
  const child = command.spawn();
  const watch = setInterval(() => {
    try {
      if ([...Deno.readDirSync(out)].length > 0) staged.resolve();
    } catch {
      // not made yet
    }
  }, 5);
  await Promise.race([staged.promise, child.status]);
  clearInterval(watch);
  child.kill("SIGINT");
  assertEquals((await child.status).code, 130);
  assertEquals(namesIn(place).includes("stopped"), false);
});

Deno.test("a folder where a file should go is refused", async () => {
  const out = join(place, "folder.onnx");
  Deno.mkdirSync(out);
  await assertRefused(["run", "--to", "onnx", "--out", out, "--force"], 1, "is a folder");
  await assertRefused(["run", "--to", "onnx", "--out", ""], 2, "a path is empty");
  await assertRefused(["run/config.json", "--to", "onnx"], 1, "config.json: is no checkpoint");
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
        images: () => Promise.resolve(images),
        folder: staged,
      });
    });
  await assertRejects(
    () => attempt(wrong),
    InputError,
    "embeddings differ by 1.0e-3, more than 1e-5",
  );
  assertEquals(namesIn(folder), []);
  await assertRejects(
    () =>
      writeChecked(target, { force: false }, (staged) => {
        throw new InputError(`${join(staged, "weights.bin")}: cannot be written`);
      }),
    InputError,
    `${join(target.folder, "weights.bin")}: cannot be written`,
  );
  assertStringIncludes(await attempt(right), "100 random images run by tfjs");
  assertEquals(namesIn(target.folder), target.names);
});

/** Do something where environment variables are others. */
async function withEnvironment<T>(
  variables: Record<string, string>,
  action: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    return await action();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

Deno.test("where ONNX Runtime cannot be fetched, the weights are read back", async () => {
  const model = modelOf(clsNet()), file = join(place, "offline.onnx");
  await exportOnnx(model, file, { withHead: true });
  const variables = { DENO_DIR: join(place, "empty"), NPM_CONFIG_REGISTRY: "http://127.0.0.1:9" };
  const line = await withEnvironment(variables, async () => {
    const images = await checkImages({ model });
    return await checkOnnx({
      model,
      images: () => Promise.resolve(images),
      file,
      folder: place,
    });
  });
  assertMatch(line, /^read back, but not run: ONNX Runtime is not to be had.*weights 0$/);
});

Deno.test("where there is no PyTorch, its weights are read back", async () => {
  const variables = { MARGIN_CACHE: join(place, "empty"), PATH: join(place, "empty") };
  const folder = join(place, "no-torch"), model = modelOf(clsNet());
  await exportPytorch(model, folder);
  const line = await withEnvironment(variables, async () => {
    const images = await checkImages({ model });
    return await checkPytorch({ model, images: () => Promise.resolve(images), folder });
  });
  assertMatch(line, /^read back, but not run, as there is no PyTorch here .*weights 0$/);
});

Deno.test("a PyTorch that cannot be imported is told from none, by a short reason", async () => {
  const folder = join(place, "broken-torch"), model = modelOf(clsNet());
  await exportPytorch(model, folder);
  const python3 = join(folder, "python3"), images = await checkImages({ model });
  for (
    const [said, reason] of [
      [`OSError: libtorch_cpu.so: ${"x".repeat(500)}`, /^OSError: libtorch_cpu\.so: x+…$/],
      ["ModuleNotFoundError: No module named 'safetensors'", /^Mod.* named 'safetensors'$/],
      ["ModuleNotFoundError: No module named 'torch'", undefined],
    ] as const
  ) {
    Deno.writeTextFileSync(python3, `#!/bin/sh\necho "Traceback:\n${said}" >&2\nexit 1\n`);
    Deno.chmodSync(python3, 0o755);
    const line = await withEnvironment(
      { MARGIN_CACHE: join(place, "empty"), PATH: `${folder}:/bin` },
      () => checkPytorch({ model, images: () => Promise.resolve(images), folder }),
    );
    const [, quoted] = line.match(/the PyTorch here cannot be used \((.*)\);/) ?? [];
    if (reason) assertMatch(quoted, reason);
    else assertStringIncludes(line, "as there is no PyTorch here (pip install torch)");
    assert(line.length < 260, line);
  }
});

Deno.test({
  name: "files that PyTorch rejects are no export, and those that differ neither",
  ignore: await findTorch() === undefined,
  fn: async () => {
    const folder = join(place, "torch"), model = modelOf(clsNet());
    await exportPytorch(model, folder);
    const right = await checkImages({ model }), program = join(folder, "model.py");
    const check = (images: CheckImages) =>
      checkPytorch({ model, images: () => Promise.resolve(images), folder });
    assertMatch(await check(right), /100 random images run by PyTorch/);
    const embeddings = right.embeddings.map((x) => x + 1e-3);
    await assertRejects(() => check({ ...right, embeddings }), InputError, "differ by 1.0e-3");
    Deno.writeTextFileSync(program, "def load(path): raise ValueError('no network')");
    await assertRejects(
      () => check(right),
      InputError,
      "PyTorch rejects the files (ValueError: no",
    );
  },
});

Deno.test("a file that ONNX Runtime rejects is no export", async () => {
  const file = join(place, "broken.onnx"), images = tf.zeros([1, 4, 4, 1]) as tf.Tensor4D;
  Deno.writeFileSync(file, Uint8Array.of(1, 2, 3));
  const answer = await runOnnx(file, images).catch((error: Error) => error);
  if (answer instanceof InputError) assertMatch(answer.message, /ONNX Runtime rejects the file/);
  else assert("missing" in answer);
});
