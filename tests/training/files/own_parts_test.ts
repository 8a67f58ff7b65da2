/** Heads and losses of one's own, in a checkpoint and back. */
import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { clsNet } from "../../../lib/backbones/mod.ts";
import { tf } from "../../../lib/engine/mod.ts";
import { InputError } from "../../../lib/errors.ts";
import { ArcFaceHead, type ArcFaceHeadOptions, MagFaceHead } from "../../../lib/heads/mod.ts";
import { crossEntropy } from "../../../lib/losses/mod.ts";
import { fit, loadCheckpoint, saveCheckpoint } from "../../../lib/training/mod.ts";
import { decodeSafetensors, encodeSafetensors } from "../../../lib/training/files/safetensors.ts";
import type { AuxiliaryLoss, Head, Model } from "../../../lib/types.ts";
import { smallSet } from "../../_small_set.ts";

const data = await smallSet({ train: 40, test: 20 });
const directory = await Deno.makeTempDir();
const path = join(directory, "model.safetensors");
const sizes = { classes: 10, embeddingSize: 2 };

interface ScaledOptions {
  classes: number;
  embeddingSize: number;
  factor: number;
}

/** Softmax with a factor, and a loss of its own. */
class ScaledHead implements Head {
  readonly name: string = "scaled";
  readonly angular = false;
  readonly prototypes: tf.Variable<tf.Rank.R2>;

  constructor(readonly options: Readonly<Record<string, unknown>> & ScaledOptions) {
    const { classes, embeddingSize } = options;
    this.prototypes = tf.variable(tf.randomNormal([classes, embeddingSize], 0, 1, "float32", 4));
  }

  get variables() {
    return [this.prototypes];
  }

  logits(x: tf.Tensor2D): tf.Tensor2D {
    const scores = tf.matMul(x, this.prototypes as tf.Tensor2D, false, true);
    return scores.mul(this.options.factor);
  }

  marginLogits(x: tf.Tensor2D): tf.Tensor2D {
    return this.logits(x);
  }

  loss(x: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
    return crossEntropy(this.logits(x), labels).square();
  }
}

class NormLoss implements AuxiliaryLoss {
  readonly name = "norm";
  readonly weight: tf.Variable;
  readonly options: Readonly<{ start: number }>;

  constructor(options: { start: number }) {
    this.options = options;
    this.weight = tf.variable(tf.scalar(options.start));
  }

  get variables() {
    return [this.weight];
  }

  loss(x: tf.Tensor2D): tf.Scalar {
    return x.square().mean().mul(this.weight.square()) as tf.Scalar;
  }
}

const newModel = (): Model => ({
  backbone: clsNet(),
  head: new ScaledHead({ ...sizes, factor: 3 }),
  auxiliary: [new NormLoss({ start: 0.5 })],
});
const factories = {
  heads: {
    scaled: (options: unknown) =>
      new ScaledHead(options as ScaledOptions & Record<string, unknown>),
  },
  losses: { norm: (options: { start: number }) => new NormLoss(options) },
};

Deno.test("a head and a loss of one's own train, come back by their factories, and go on exactly", async () => {
  const model = newModel(), options = { epochs: 2, batchSize: 20 };
  const training = fit(model, data, options);
  await training.next();
  await saveCheckpoint(path, { model, state: await training.state(), config: {} });
  const loaded = await loadCheckpoint(path, factories);
  assertEquals(loaded.model.head.options, model.head.options);
  const [one] = await Array.fromAsync(training);
  const [other] = await Array.fromAsync(
    fit(loaded.model, data, { ...options, resume: loaded.state }),
  );
  assertEquals(other.testLoss, one.testLoss);
  await assertRejects(() => loadCheckpoint(path), InputError, 'there is no head "scaled"');
  await assertRejects(
    () => loadCheckpoint(path, { heads: factories.heads }),
    InputError,
    'there is no auxiliary loss "norm"',
  );
});

Deno.test("saving refuses a head or loss that could not be built again, and leaves the file alone", async () => {
  const path = join(directory, "untouched.safetensors");
  await saveCheckpoint(path, { model: newModel(), config: {} });
  const before = await Deno.readFile(path);
  const refuse = (part: Partial<Model>, words: string) =>
    assertRejects(
      () => saveCheckpoint(path, { model: { ...newModel(), ...part }, config: {} }),
      InputError,
      words,
    );
  class OwnArcFace extends ArcFaceHead {
    penalty(x: tf.Tensor2D): tf.Scalar {
      return x.square().mean();
    }
  }
  await refuse(
    { head: new OwnArcFace({ ...sizes } as ArcFaceHeadOptions) },
    "head arcface cannot be saved: its class OwnArcFace is not the one of that name here",
  );
  const unnamed = Object.defineProperty(new ScaledHead({ ...sizes, factor: 1 }), "name", {
    value: "",
  });
  await refuse({ head: unnamed }, "head ScaledHead cannot be saved: it has no name");
  const strange = new ScaledHead({ ...sizes, factor: 1, mapping: (x: number) => x });
  await refuse({ head: strange }, "its option mapping is not JSON");
  const loss = Object.assign(new NormLoss({ start: 1 }), { options: { start: NaN } });
  await refuse({ auxiliary: [loss] }, "loss norm cannot be saved: its option start is not JSON");
  assertEquals(await Deno.readFile(path), before);
});

Deno.test("a checkpoint may hold F64, F16 or BF16 numbers", async () => {
  const file = join(directory, "wide.safetensors");
  const model: Model = { backbone: clsNet(), head: new MagFaceHead(sizes) };
  await saveCheckpoint(file, { model, config: {} });
  const { tensors, metadata } = decodeSafetensors(await Deno.readFile(file), file);
  const { shape, data } = tensors["head.prototypes"];
  tensors["head.prototypes"] = { dtype: "F64", shape, data: Float64Array.from(data) };
  await Deno.writeFile(file, encodeSafetensors(tensors, metadata));
  const loaded = (await loadCheckpoint(file)).model.head.prototypes.dataSync();
  loaded.forEach((value, i) => assertAlmostEquals(value, data[i], 1e-7));
});

Deno.test("loadCheckpoint() gives a model the average of its weights", async () => {
  const model = newModel(), training = fit(model, data, { epochs: 1, batchSize: 20, ema: 0.9 });
  const [record] = await Array.fromAsync(training);
  const state = await training.state();
  await saveCheckpoint(path, { model, state, config: {} });
  const averaged = (await loadCheckpoint(path, { ...factories, ema: true })).model;
  assertEquals([...averaged.head.prototypes.dataSync()], [...state.ema!["head.prototypes"]]);
  const { evaluate } = await import("../../../lib/training/mod.ts");
  assertEquals((await evaluate(averaged, data.test)).loss, record.ema!.testLoss);
  await saveCheckpoint(path, { model, config: {} });
  await assertRejects(
    () => loadCheckpoint(path, { ...factories, ema: true }),
    InputError,
    "kept no moving average",
  );
});
