import { assertEquals, assertLess } from "@std/assert";
import { clsNet } from "../../lib/backbones/mod.ts";
import { tf } from "../../lib/engine/mod.ts";

/** A program that knows tfjs alone: reads the saved model and one image, prints the embedding. */
const PLAIN = `
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
const saved = JSON.parse(Deno.readTextFileSync(Deno.args[0]));
const weightData = Uint8Array.from(saved.weights).buffer;
const { modelTopology, weightSpecs } = saved;
const net = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
const image = tf.tensor(saved.image, [1, 28, 28, 1]);
console.log(JSON.stringify([tf.getBackend(), [...net.predict(image).dataSync()]]));
`;

Deno.test("plain tfjs, without lib, loads what save() wrote and gives the same embeddings", async () => {
  const net = clsNet({ seed: 3 });
  net.apply(tf.randomUniform([16, 28, 28, 1], 0, 1, "float32", 1), { training: true }); // running averages move
  const image = tf.randomUniform([1, 28, 28, 1], 0, 1, "float32", 2);
  let artifacts: tf.io.ModelArtifacts | undefined;
  await net.save(tf.io.withSaveHandler((saved) => {
    artifacts = saved;
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
    });
  }));
  const { modelTopology, weightSpecs, weightData } = artifacts!;
  const weights = [...new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData!))];
  const directory = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${directory}/plain.ts`, PLAIN);
  const saved = { modelTopology, weightSpecs, weights, image: [...image.dataSync()] };
  Deno.writeTextFileSync(`${directory}/model.json`, JSON.stringify(saved));
  const args = ["run", "-A", "--no-lock", `${directory}/plain.ts`, `${directory}/model.json`];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stderr: "inherit" }).output();
  const [backend, embedding] = JSON.parse(
    new TextDecoder().decode(stdout).trim().split("\n").at(-1)!,
  );
  assertEquals(backend, "cpu");
  const own = (net.apply(image, { training: false }) as tf.Tensor).dataSync();
  own.forEach((value, d) => assertLess(Math.abs(embedding[d] - value), 1e-4));
  Deno.removeSync(directory, { recursive: true });
});
