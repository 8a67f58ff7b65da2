import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { clsNet } from "../../../lib/backbones/mod.ts";
import { tf } from "../../../lib/engine/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { AdaFaceHead, ArcFaceHead, createHead, LinearHead } from "../../../lib/heads/mod.ts";
import { CenterLoss } from "../../../lib/losses/mod.ts";
import { allVariables, fit, loadCheckpoint, saveCheckpoint } from "../../../lib/training/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/training/files/safetensors.ts";
import type { Model } from "../../../lib/types.ts";
import { smallSet } from "../../_small_set.ts";

const directory = Deno.makeTempDirSync();
const path = join(directory, "checkpoint.safetensors");
const other = join(directory, "other.safetensors"); // written by each test that reads it
const sizes = { classes: 10, embeddingSize: 3, seed: 2 };

function newModel(): Model {
  return {
    backbone: clsNet({ embeddingSize: 3, lastPrelu: false }),
    head: new ArcFaceHead({ ...sizes, margin: 0.3 }),
    auxiliary: [new CenterLoss({ ...sizes, weight: 0.2 })],
  };
}

const data = await smallSet({ train: 40, test: 20 });
const model = newModel();
const training = fit(model, data, { epochs: 2, batchSize: 20 });
await training.next();
await saveCheckpoint(path, { model, state: await training.state(), config: { note: "λ" } });

Deno.test("a checkpoint gives back model, state and configuration, bit for bit", async () => {
  const loaded = await loadCheckpoint(path);
  assertEquals(loaded.config, { note: "λ" });
  assertEquals(loaded.state, await training.state());
  assertEquals(loaded.model.head.options, model.head.options);
  assertEquals(loaded.model.auxiliary![0].options, model.auxiliary![0].options);
  const before = allVariables(model);
  for (const [name, variable] of Object.entries(allVariables(loaded.model))) {
    assertEquals(variable.dataSync(), before[name].dataSync(), name);
  }
});

Deno.test("a checkpoint names its tensors for people", () => {
  const { tensors } = decodeSafetensors(Deno.readFileSync(path), path);
  for (
    const name of [
      "backbone.conv1.kernel",
      "head.prototypes",
      "center.centers",
      "optimizer.m.backbone.conv1.kernel",
    ]
  ) {
    assert(name in tensors, name);
  }
  assertEquals(tensors["optimizer.v.backbone.dense1.kernel"].shape, [7744, 256]);
});

Deno.test("a loaded backbone trains on, and other models still load with stock layers", async () => {
  const { model } = await loadCheckpoint(path);
  const x = tf.randomUniform([4, 28, 28, 1], 0, 1, "float32", 1);
  assertEquals((model.backbone.apply(x, { training: true }) as tf.Tensor).shape, [4, 3]);
  const stock = await tf.models.modelFromJSON(
    clsNet().toJSON(null, false) as Parameters<typeof tf.models.modelFromJSON>[0],
  );
  assert(stock.getLayer("norm1").constructor !== model.backbone.getLayer("norm1").constructor);
});

/** Write the checkpoint again with something changed. */
function changed(
  change: (file: ReturnType<typeof decodeSafetensors>) => void,
  from = path,
): string {
  const file = decodeSafetensors(Deno.readFileSync(from), from);
  change(file);
  const to = join(directory, "changed.safetensors");
  Deno.writeFileSync(to, encodeSafetensors(file.tensors, file.metadata));
  return to;
}

const damages: [string, () => string, string][] = [
  ["is missing", () => join(directory, "none.safetensors"), "does not exist"],
  [
    "lacks a tensor",
    () => changed(({ tensors }) => delete tensors["backbone.conv2.bias"]),
    "backbone.conv2.bias is missing",
  ],
  [
    "has a tensor of another size",
    () =>
      changed(({ tensors }) => {
        const { prototypes } = { prototypes: tensors["head.prototypes"] };
        prototypes.shape = [3, 10];
      }),
    "head.prototypes is [3,10], its model needs [10,3]",
  ],
  [
    "has a newer format",
    () => changed(({ metadata }) => metadata.format_version = "9"),
    "format 9, newer",
  ],
  [
    "is of something else",
    () => changed(({ metadata }) => metadata.format = "pt"),
    "not a checkpoint",
  ],
  [
    "has a head that we do not know",
    () =>
      changed(({ metadata }) => metadata.model = metadata.model.replace('"arcface"', '"arcfarce"')),
    "arcfarce",
  ],
  [
    "is cut short",
    () => {
      const to = join(directory, "cut.safetensors");
      Deno.writeFileSync(to, Deno.readFileSync(path).subarray(0, 5000));
      return to;
    },
    "cut.safetensors",
  ],
];

for (const [what, make, words] of damages) {
  Deno.test(`loadCheckpoint() of a file that ${what} says so`, async () => {
    const file = make();
    const error = await assertRejects(() => loadCheckpoint(file), InputError, words);
    assertStringIncludes(error.message, file);
    assert(!error.message.includes("\n"));
  });
}

Deno.test("a model with the linear head keeps its bias", async () => {
  const head = new LinearHead(sizes);
  await saveCheckpoint(other, {
    model: { backbone: clsNet({ embeddingSize: 3 }), head },
    config: {},
  });
  const { model, state } = await loadCheckpoint(other);
  assertEquals(state, undefined);
  assertEquals((model.head as LinearHead).bias.dataSync(), head.bias.dataSync());
});

const renamed: [string, Record<string, unknown>, [string, string][]][] = [
  ["magface", { minNorm: 2, maxNorm: 30, minMargin: 0.1, maxMargin: 0.5, normWeight: 3 }, [
    ["minNorm", "leastNorm"],
    ["maxNorm", "mostNorm"],
    ["minMargin", "leastMargin"],
    ["maxMargin", "mostMargin"],
  ]],
  ["sphereface", { annealing: { initial: 500, decayRate: 0.1, min: 2 } }, [
    ["initial", "start"],
    ["decayRate", "rate"],
    ["min", "least"],
  ]],
  ["adaface", { momentum: 0.2, initialMean: 20, initialStd: 100 }, [
    ["momentum", "rate"],
    ["initialMean", "startMean"],
    ["initialStd", "startDeviation"],
  ]],
];

for (const [name, options, names] of renamed) {
  Deno.test(`a checkpoint of ${name} with option names of earlier versions gives the same head`, async () => {
    const head = createHead(name, { ...sizes, ...options });
    if (head instanceof AdaFaceHead) head.update(tf.ones([4, 3]), tf.zeros([4], "int32"), 0);
    await saveCheckpoint(other, {
      model: { backbone: clsNet({ embeddingSize: 3 }), head },
      config: {},
    });
    const old = changed(({ tensors, metadata }) => {
      for (const [now, before] of names) {
        metadata.model = metadata.model.replace(`"${now}":`, `"${before}":`);
      }
      if (!tensors["head.normStd"]) return;
      tensors["head.normDeviation"] = tensors["head.normStd"];
      delete tensors["head.normStd"];
    }, other);
    const { metadata } = decodeSafetensors(Deno.readFileSync(old), old);
    for (const [, before] of names) assertStringIncludes(metadata.model, `"${before}":`);
    const loaded = (await loadCheckpoint(old)).model.head;
    assertEquals(loaded.options, head.options);
    assertEquals(loaded.prototypes.dataSync(), head.prototypes.dataSync());
    if (!(head instanceof AdaFaceHead)) return;
    assertEquals((loaded as AdaFaceHead).state.normStd.dataSync(), head.state.normStd.dataSync());
  });
}
