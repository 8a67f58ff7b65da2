/** exportPytorch(), and its network run by PyTorch. */
import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { join } from "node:path";
import { tf } from "../../lib/engine/mod.ts";
import { InputError } from "../../lib/errors.ts";
import { exportPytorch } from "../../lib/export/mod.ts";
import { backbones, examples } from "./_backbones.ts";
import { difference } from "./_difference.ts";
import { python, pythonHas } from "./_python.ts";

const place = await Deno.makeTempDir();
const installed = await pythonHas("pytorch_test.ts", "torch", "safetensors", "numpy");

const RUN = `
import json, sys
folder, shape = sys.argv[1], json.loads(sys.argv[2])
sys.path.insert(0, folder)
import numpy, torch
from model import load
images = torch.from_numpy(numpy.fromfile(folder + "/images", "<f4").reshape(shape)).permute(0, 3, 1, 2)
with torch.no_grad():
    embeddings = load(folder + "/model.safetensors")(images)
print(json.dumps([list(embeddings.shape), embeddings.flatten().tolist()]))
`;

for (const [name, backbone] of Object.entries(backbones)) {
  Deno.test({
    name: `PyTorch gives the embeddings of ${name}`,
    ignore: !installed,
    fn: async () => {
      const folder = join(place, name.replaceAll(/\W/g, "-"));
      const { shape, images, embeddings } = examples(backbone);
      await exportPytorch({ backbone }, folder);
      await Deno.writeFile(join(folder, "images"), new Uint8Array(images.buffer));
      const [found, numbers] = await python<[number[], number[]]>(
        RUN,
        folder,
        JSON.stringify(shape),
      );
      assertEquals(found, embeddings.shape);
      const most = difference(numbers, embeddings.dataSync());
      assertLess(most, 1e-5);
    },
  });
}

Deno.test("exportPytorch() writes a program of some 60 lines and its weights", async () => {
  const folder = join(place, "two");
  await exportPytorch({ backbone: backbones["the course's network"] }, folder);
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assertEquals(names, ["model.py", "model.safetensors"]);
  const program = await Deno.readTextFile(join(folder, "model.py"));
  assertLess(program.split("\n").length, 70);
});

Deno.test("exportPytorch() names the layer that it does not know, and writes nothing", async () => {
  const folder = join(place, "none");
  const refused = (layer: tf.layers.Layer, ...words: string[]) =>
    Promise.all(words.map((word) =>
      assertRejects(
        () => {
          const flat = tf.layers.flatten();
          return exportPytorch({ backbone: tf.sequential({ layers: [layer, flat] }) }, folder);
        },
        InputError,
        word,
      )
    ));
  const inputShape = [6, 6, 2];
  await refused(
    tf.layers.averagePooling2d({ poolSize: 2, inputShape, name: "mean" }),
    "layer mean is of class AveragePooling2D; known are Dropout, Conv2D",
  );
  await refused(
    tf.layers.conv2d({ filters: 1, kernelSize: 1, activation: "tanh", inputShape, name: "c" }),
    "layer c (Conv2D): its activation tanh is not linear or relu",
  );
  await refused(
    tf.layers.batchNormalization({ axis: 1, inputShape, name: "n" }),
    "layer n (BatchNormalization): its axis 1 is not the last",
  );
  await refused(tf.layers.reLU({ maxValue: 6, inputShape, name: "six" }), "layer six (ReLU)");
  assertEquals([...Deno.readDirSync(place)].some(({ name }) => name === "none"), false);
});

Deno.test("exportPytorch() refuses branches, and images of an open size", async () => {
  const input = tf.input({ shape: [4, 4, 1] }), flat = tf.layers.flatten().apply(input);
  const [a, b] = [1, 2].map(() => tf.layers.dense({ units: 2 }).apply(flat));
  const sum = tf.layers.add({ name: "sum" }).apply([a, b] as tf.SymbolicTensor[]);
  const branched = tf.model({ inputs: input, outputs: sum as tf.SymbolicTensor });
  await assertRejects(
    () => exportPytorch({ backbone: branched }, place),
    InputError,
    "layer sum (Add) joins 2 branches; only chains of layers can be exported",
  );
  const open = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [null, null, 1] }),
      tf.layers.globalAveragePooling2d({}),
    ],
  });
  await assertRejects(
    () => exportPytorch({ backbone: open }, place),
    InputError,
    "give one from images of a fixed size",
  );
});
