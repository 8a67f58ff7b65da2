/** exportOnnx(), checked by ONNX itself and run by ONNX Runtime. */
import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { join } from "node:path";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { exportOnnx } from "../../lib/export/mod.ts";
import { createHead, headNames } from "../../lib/heads/mod.ts";
import type { Head } from "../../lib/types.ts";
import { backbones, examples } from "./_backbones.ts";
import { difference } from "./_difference.ts";
import { python, pythonHas } from "./_python.ts";

const place = await Deno.makeTempDir();
const installed = await pythonHas("onnx_test.ts", "onnx", "onnxruntime", "numpy");

/** Checks models fully, and runs them on images, which may come one at a time too. */
const RUN = `
import json, sys
import numpy, onnx, onnxruntime
results = []
for line in json.loads(sys.argv[1]):
    model = onnx.load(line["file"])
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(line["file"], providers=["CPUExecutionProvider"])
    images = numpy.fromfile(line["images"], "<f4").reshape(line["shape"])
    outputs, [one, *_] = session.run(None, {"images": images}), session.run(None, {"images": images[:1]})
    results.append({
        "names": [output.name for output in session.get_outputs()],
        "shapes": [list(output.shape) for output in outputs],
        "numbers": [output.flatten().tolist() for output in outputs],
        "one": list(one.shape),
        "metadata": session.get_modelmeta().custom_metadata_map,
    })
print(json.dumps(results))
`;

interface Result {
  names: string[];
  shapes: number[][];
  numbers: number[][];
  one: number[];
  metadata: Record<string, string>;
}

const headFor = (name: string, size: number, options = {}): Head =>
  createHead(name, { classes: 5, embeddingSize: size, ...options });

/** A model's file, its images beside it, as the program takes them. */
async function exported(
  model: { backbone: tf.LayersModel; head: Head },
  options: Parameters<typeof exportOnnx>[2] = {},
) {
  const { shape, images, embeddings } = examples(model.backbone);
  const folder = await Deno.makeTempDir({ dir: place });
  const file = await exportOnnx(model, join(folder, "m.onnx"), options);
  await Deno.writeFile(join(folder, "images"), new Uint8Array(images.buffer));
  return { file, images: join(folder, "images"), shape, embeddings };
}

const run = (...lines: unknown[]) => python<Result[]>(RUN, JSON.stringify(lines));

for (const [name, backbone] of Object.entries(backbones)) {
  Deno.test({
    name: `ONNX's full check passes and ONNX Runtime gives the embeddings of ${name}`,
    ignore: !installed,
    fn: async () => {
      const head = headFor("softmax", backbone.outputs[0].shape[1]!);
      const { embeddings, ...line } = await exported({ backbone, head });
      const [{ names, shapes, numbers, one }] = await run(line);
      assertEquals(names, ["embeddings"]);
      assertEquals(shapes, [embeddings.shape]);
      assertEquals(one, [1, embeddings.shape[1]]);
      assertLess(difference(numbers[0], embeddings.dataSync()), 1e-5);
    },
  });
}

const small = backbones["a model in a model"];

Deno.test({
  name: "ONNX Runtime gives every head's logits",
  ignore: !installed,
  fn: async () => {
    const heads = headNames.map((name) => headFor(name, 6));
    for (const { prototypes } of heads) {
      prototypes.assign(tf.randomUniform(prototypes.shape, -1, 1, "float32", 4));
    }
    const files = await Promise.all(heads.map(async (head) => {
      const { embeddings: _, ...line } = await exported({ backbone: small, head }, {
        withHead: true,
      });
      return line;
    }));
    const results = await run(...files), { embeddings } = examples(small);
    for (const [i, { names, shapes, numbers }] of results.entries()) {
      assertEquals([names, shapes], [["embeddings", "logits"], [[7, 6], [7, 5]]]);
      const most = difference(numbers[1], heads[i].logits(embeddings).dataSync());
      assertLess(most, 1e-5, heads[i].name);
    }
  },
});

Deno.test({
  name: "an ONNX file says what it is of",
  ignore: !installed,
  fn: async () => {
    const head = headFor("cosface", 6, { scale: 16, margin: 0.25 });
    const { embeddings: _, ...line } = await exported({ backbone: small, head }, {
      classNames: ["zero", "one", "two", "three", "vier"],
      threshold: 0.75,
      prototypeThreshold: 0.5,
      metadata: { by: "me", head: "not this" },
    });
    const [{ metadata }] = await run(line);
    assertEquals(metadata, {
      by: "me",
      head: "cosface",
      scale: "16",
      margin: "0.25",
      threshold: "0.75",
      prototypeThreshold: "0.5",
      classNames: '["zero","one","two","three","vier"]',
      imageShape: "[4,4,1]",
    });
  },
});

Deno.test("exportOnnx() takes a folder too, and makes it", async () => {
  const folder = join(place, "a", "folder");
  const model = { backbone: small, head: headFor("arcface", 6) };
  assertEquals(await exportOnnx(model, folder), join(folder, "model.onnx"));
  assert(Deno.statSync(join(folder, "model.onnx")).size > 500);
});

Deno.test("exportOnnx() refuses what it does not know, by name, and writes nothing", async () => {
  const file = join(place, "none.onnx"), known = headFor("arcface", 6);
  const own: Head = { ...known, name: "mine", logits: (x) => x, marginLogits: (x) => x };
  await assertRejects(
    () => exportOnnx({ backbone: small, head: own }, file, { withHead: true }),
    InputError,
    "the logits of head mine are not known here; leave withHead out",
  );
  await assertRejects(
    () => exportOnnx({ backbone: small, head: known }, file, { classNames: ["one"] }),
    InputError,
    "1 class names for 5 classes",
  );
  const other = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 1] }),
      tf.layers.dense({ units: 2, activation: "elu", name: "d" }),
    ],
  });
  await assertRejects(
    () => exportOnnx({ backbone: other, head: known }, file),
    InputError,
    "layer d (Dense): its activation elu is not linear or relu",
  );
  await assertRejects(() => Deno.stat(file), Deno.errors.NotFound);
  await Deno.writeTextFile(join(place, "plain"), "");
  await assertRejects(
    () => exportOnnx({ backbone: small, head: known }, join(place, "plain", "x.onnx")),
    InputError,
    "cannot be made",
  );
});
