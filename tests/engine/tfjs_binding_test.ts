/**
 * tfjs over TensorFlow's C API: what tfjs-node's compiled addon did, and that nothing is left
 * behind.
 */
import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { makeBatch } from "../../lib/data/mod.ts";
import { engineInfo, tf } from "../../lib/engine/mod.ts";
import { nativeBackend, run } from "../../lib/engine/kernels/native_backend.ts";
import { ArcFaceHead } from "../../lib/heads/mod.ts";
import { Adam, trainableVariables, trainingStep } from "../../lib/training/mod.ts";
import { smallSet } from "../_small_set.ts";

const test = (name: string, fn: () => void | Promise<void>) =>
  Deno.test({ name, ignore: engineInfo().backend !== "native", fn });

test("tfjs on the C API keeps tensors of each type that it knows, scalars and empty ones too", () => {
  assertEquals(
    tf.tensor(["short", "", "λ, and longer than fits into the struct itself"]).dataSync(),
    [
      ...["short", "", "λ, and longer than fits into the struct itself"],
    ] as never,
  );
  const complex = tf.complex([1, 2], [3, -4]);
  assertEquals([...complex.dataSync()], [1, 3, 2, -4]);
  assertEquals([...tf.real(complex).dataSync()], [1, 2]);
  assertEquals([...tf.tensor([true, false], [2], "bool").logicalNot().dataSync()], [0, 1]);
  assertEquals([...tf.scalar(7, "int32").add(tf.scalar(1, "int32")).dataSync()], [8]);
  assertEquals(tf.zeros([0, 3]).concat(tf.ones([1, 3])).shape, [1, 3]);
});

test("tfjs on the C API tells which op failed on what, and goes on", () => {
  const error = assertThrows(() => run("MatMul", [tf.ones([2, 3]), tf.ones([2, 3])]), Error);
  assert(error.message.startsWith("MatMul(float32 [2,3], float32 [2,3]): "), error.message);
  assertEquals([...tf.matMul(tf.ones([1, 2]), tf.ones([2, 1])).dataSync()], [2]);
});

test("tfjs on the C API computes with bfloat16, and refuses to mix it with float32 by naming both", () => {
  const half = run("Cast", [tf.tensor1d([1, 3])], { DstT: "bfloat16" });
  assertEquals([...half.dataSync()], [1, 3]);
  assertEquals([...tf.div(half, run("Cast", [tf.scalar(3)], { DstT: "bfloat16" })).dataSync()], [
    0.333984375,
    1,
  ]); // 8 bits
  assertThrows(() => tf.add(half, tf.ones([2])), Error, "Add(bfloat16 [2], float32 [2])");
});

test("tfjs on the C API refuses saved models, and tensors that are not its own", () => {
  const { binding } = nativeBackend();
  assertThrows(
    () => binding.loadSavedModel("model", "serve"),
    Error,
    "saved models are not supported",
  );
  assertThrows(() => binding.tensorDataSync(-1), Error, "there is no tensor -1");
  assertThrows(() => binding.deleteTensor(1e9), Error, "there is no tensor 1000000000");
  assertEquals(binding.getNumOfSavedModels(), 0);
});

test("500 training steps leave handles, tensors and memory where they were", async () => {
  const { train } = await smallSet({ train: 4, test: 1 });
  const model = { backbone: clsNet(), head: new ArcFaceHead({ classes: 10, embeddingSize: 2 }) };
  const variables = trainableVariables(model),
    optimizer = new Adam(variables),
    batch = await makeBatch(train, [0, 1, 2, 3]);
  const steps = async (count: number) => {
    for (let step = 0; step < count; step++) {
      await trainingStep(model, { ...batch, optimizer, variables, learningRate: 1e-5, step });
    }
  };
  await steps(50);
  const left = () => ({
    handles: nativeBackend().getNumOfTFTensors(),
    tensors: tf.memory().numTensors,
  });
  const megabytes = () => (Deno.memoryUsage().rss - Deno.memoryUsage().heapTotal) / 1e6; // JavaScript's own heap grows for a while
  const before = left(), held = megabytes();
  await steps(500);
  assertEquals(left(), before);
  assertLess(megabytes() - held, 100); // one forgotten gradient of the widest layer a step would be 4,000
});

test("the engine starts without a word on stderr", async () => {
  const module = new URL("../../lib/engine/mod.ts", import.meta.url).href;
  const code = `const { tf } = await import("${module}"); console.log(tf.add(1, 2).dataSync()[0]);`;
  const args = ["eval", "--no-lock", code];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "3\n");
  const lines = new TextDecoder().decode(stderr).split("\n").filter((line) => !/^[╭│╰]/.test(line)); // Deno's own box
  assertEquals(lines.join(""), "");
});
