/** exportHuggingFace(): its card as YAML, and as huggingface_hub reads it where it is installed. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { parse } from "npm:yaml@2.9.1";
import { clsNet } from "../../lib/backbones/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { exportHuggingFace, type ExportHuggingFaceOptions } from "../../lib/export/mod.ts";
import { checkpointDifference } from "../../lib/export/read_back.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { openRun } from "../../lib/inference/mod.ts";
import { python, pythonHas } from "./_python.ts";

const folder = join(await Deno.makeTempDir(), "hub");

/** Names that YAML 1.1 or 1.2, or Markdown, would take for something else. */
const classNames = [
  ...[
    "no",
    "~",
    "1:30",
    "0x1F",
    "a: b",
    "- c # d",
    "'\"\\",
    "é\u2028\u0007",
    "*bold* | <b>",
    "{x}",
  ],
];
const heldOut = Array.from({ length: 25 }, (_, i) => `<${i}>`);
const model = {
  backbone: clsNet({ seed: 3, embeddingSize: 4 }),
  head: new ArcFaceHead({ classes: 10, embeddingSize: 4, scale: 16, margin: 0.3 }),
};
const results = { testAccuracy: 0.9876, intraClassAngle: 12.5, equalErrorRate: 0.031, rank1: 0.9 };
await exportHuggingFace(model, folder, {
  name: 'name: of "it"',
  classNames,
  results,
  threshold: {
    ...{ degrees: 50, prototypeDegrees: 40, falseAcceptRate: 0.001 },
    ...{ trueAcceptRate: 0.4126, knownAccepted: 0.7138, from: "classes held out" },
  },
  dataset: { name: "MNIST", id: "ylecun/mnist" },
  training: { images: 3000, epochs: 1 },
  heldOut: { images: 1983, classNames: heldOut },
  config: { run: { classNames } },
});
const card = Deno.readTextFileSync(join(folder, "README.md"));

/** A card of the same model, of which other things are known. */
async function cardOf(known: Partial<ExportHuggingFaceOptions>): Promise<string> {
  const other = join(folder, crypto.randomUUID());
  await exportHuggingFace(model, other, { name: "it", classNames, ...known });
  return Deno.readTextFileSync(join(other, "README.md"));
}

Deno.test("exportHuggingFace() writes a card whose front matter is YAML, 1.1 and 1.2", () => {
  const [, front] = card.match(/^---\n([\s\S]*?)\n---\n/)!;
  for (const version of ["1.1", "1.2"] as const) {
    const { "model-index": [{ name, results }], ...rest } = parse(front, { version });
    const [{ dataset }, { dataset: others }] = results;
    assertEquals(name, 'name: of "it"');
    assertEquals(dataset.args.classes, classNames);
    const ofOthers = "MNIST, classes not trained on", args = { classes: heldOut };
    assertEquals(others, { name: ofOthers, type: "ylecun/mnist", args });
    type Result = { metrics: { type: string; value: number }[] };
    const values = (results as Result[]).flatMap(({ metrics }) => metrics).map((
      one,
    ) => [one.type, one.value]);
    assertEquals(values, [
      ["accuracy", 0.9876],
      ["intra_class_angle", 12.5],
      ["equal_error_rate", 0.031],
      ["rank_1", 0.9],
    ]);
    assertEquals([rest.library_name, rest.datasets], ["margin-losses", ["ylecun/mnist"]]);
  }
});

Deno.test("the card says in words what was measured, and escapes names", () => {
  assertMatch(card, /^\| test accuracy \| 98\.76 % \|$/m);
  assertMatch(card, /^\| equal error rate, classes not trained on \| 3\.10 % \|$/m);
  assertStringIncludes(card, "\\*bold\\* \\| \\<b\\>");
});

Deno.test("the card says what the threshold costs, for what images, and on what it was chosen", async () => {
  assertStringIncludes(
    card,
    "up to 50.0°, chosen on classes held out for a false accept rate of 0.001. Of the pairs of one class it accepts 41.3 %.",
  );
  assertMatch(card, /farther than 40\.0° from every prototype is of none .* test images 71\.4 %/);
  assertEquals(/far more often/.test(card), false);
  const known = await cardOf({ threshold: { degrees: 50, from: "test images" } });
  assertStringIncludes(known, "chosen on test images.\n\nNo class was held out: ");
  assertMatch(known, /may be let in far more often/);
  assertStringIncludes(await cardOf({ threshold: { degrees: 50 } }), "of one class up to 50.0°.\n");
});

Deno.test("the card says how much it was trained on, and what was held out", async () => {
  const start = "Trained with the head arcface (s = 16, m = 0.3) on ";
  assertStringIncludes(card, `${start}3,000 images of 10 classes from MNIST, for 1 epoch. Its cl`);
  assertMatch(card, /1,983 images of 25 classes: \\<0\\>, .*\\<19\\> …\.$/m);
  const part = await cardOf({
    ...{ training: { images: 1, epochs: 2, planned: 4 }, heldOut: { images: 3 } },
    dataset: { name: "a folder of 200 images" },
  });
  assertStringIncludes(
    part,
    `${start}1 image of 10 classes from a folder of 200 images, for 2 of 4`,
  );
  assertStringIncludes(part, "3 images of other classes.");
  assertStringIncludes(await cardOf({}), "m = 0.3). 10 classes: no");
});

Deno.test("the card names library and preparation, and fits images as the run did", async () => {
  assertMatch(card, /with margin-losses, the library that trained it; its README says how to link/);
  const text = await cardOf({ fit: "contain", preprocessing: "Be light on dark." });
  assertStringIncludes(text, "Be light on dark.");
  assertStringIncludes(text, 'ImageOps.pad(Image.open(path).convert("L"), (28, 28))');
});

Deno.test("its weights are the model's, alone, and openRun() opens them", async () => {
  const path = join(folder, "model.safetensors");
  assertEquals(await checkpointDifference(model, path), 0);
  const run = await openRun(path);
  assertEquals([run.classNames, run.model.head.options.scale], [classNames, 16]);
  const other = { ...model, head: new ArcFaceHead({ classes: 9, embeddingSize: 4 }) };
  await assertRejects(() => checkpointDifference(other, path), InputError, "head.prototypes");
});

Deno.test("its settings have the head, the classes and both thresholds", () => {
  const settings = JSON.parse(Deno.readTextFileSync(join(folder, "config.json")));
  const { head, scale, margin, classes, imageShape, embeddingSize, threshold } = settings;
  assertEquals([head, scale, margin, classes], ["arcface", 16, 0.3, 10]);
  assertEquals([imageShape, embeddingSize, threshold.degrees], [[28, 28, 1], 4, 50]);
  assertEquals([settings.classNames, settings.heldOutClassNames], [classNames, heldOut]);
  assert(Deno.statSync(join(folder, "model.onnx")).size > 1000);
});

Deno.test("exportHuggingFace() says nothing of results that nobody measured", async () => {
  const other = join(folder, "other"), names = Array.from({ length: 10 }, (_, i) => String(i));
  await exportHuggingFace(model, other, { name: "it", classNames: names });
  const text = Deno.readTextFileSync(join(other, "README.md"));
  assertEquals(/model-index|Measured|datasets/.test(text), false);
  await assertRejects(
    () => exportHuggingFace(model, other, { name: "it", classNames: ["one"] }),
    InputError,
    "1 class names for 10 classes",
  );
});

/** On two files beside it, the same image. */
const SAMPLED = `
import contextlib, io, json, os, re, sys
from PIL import Image
os.chdir(sys.argv[1])
for name in ["one.png", "other.png"]:
    Image.linear_gradient("L").rotate(30).save(name)
sample = re.search("\`\`\`python\\n(.*?)\`\`\`", open("README.md", encoding="utf-8").read(), re.S)[1]
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    exec(sample, {})
print(json.dumps(printed.getvalue().strip().split("\\n")))
`;

Deno.test({
  name: "the card's sample in Python runs, and an image is 0° from itself",
  ignore: !await pythonHas("hugging_face_test.ts", "onnxruntime", "numpy", "PIL"),
  fn: async () => {
    const [named, known, ...rest] = await python<string[]>(SAMPLED, folder);
    assert(classNames.some((name) => named === `class: ${name}`), named);
    assertMatch(known, /^of one of these classes: (True|False)$/);
    assertEquals(rest, ["degrees apart: 0.0", "same class: True"]);
  },
});

const LOADED = `
import json, sys
from huggingface_hub import ModelCard
card = ModelCard.load(sys.argv[1])
print(json.dumps([
    [[r.metric_type, r.metric_value, r.dataset_type, (r.dataset_args or {}).get("classes")] for r in card.data.eval_results],
    card.data.library_name, card.data.pipeline_tag, card.data.datasets,
]))
`;

Deno.test({
  name: "huggingface_hub reads the card",
  ignore: !await pythonHas("hugging_face_test.ts", "huggingface_hub"),
  fn: async () => {
    const [results, ...rest] = await python<[unknown[][], ...unknown[]]>(
      LOADED,
      join(folder, "README.md"),
    );
    assertEquals(results[0], ["accuracy", 0.9876, "ylecun/mnist", classNames]);
    assertEquals(results.length, 4);
    assertEquals(rest, ["margin-losses", "image-feature-extraction", ["ylecun/mnist"]]);
  },
});
