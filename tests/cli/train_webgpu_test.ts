/**
 * A whole run on WebGPU, which cannot read a tensor without waiting: checkpoints, pictures, resume.
 * Its sums come out in other bits each time, so two runs are near each other, not equal.
 */
import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { decodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { hasWebGpu } from "../engine/_adapter.ts";
import { logNumbers, train } from "./_train.ts";

const small = ["--limit", "16", "--batch-size", "8", "--epochs", "2", "--engine", "webgpu"];

function tensors(directory: string) {
  const path = `${directory}/checkpoint.safetensors`;
  return decodeSafetensors(Deno.readFileSync(path), path).tensors;
}

Deno.test({
  name: "train on WebGPU ends, and a stopped run goes on to its end",
  ignore: !await hasWebGpu(),
  async fn() {
    const place = await Deno.makeTempDir(),
      [whole, parts] = ["whole", "parts"].map((name) => `${place}/${name}`);
    const first = await train([...small, "--out", whole]);
    assertEquals(first.code, 0, first.stderr);
    assertStringIncludes(first.stdout, "engine: WebGPU");
    assertEquals((await train([...small, "--out", parts, "--stop-after", "1"])).code, 0);
    const [stopped] = logNumbers(parts) as { trainLoss: number }[];
    const last = await train(["--resume", parts, "--engine", "webgpu"]);
    assertEquals(last.code, 0, last.stderr);
    const [again, second, ...more] = logNumbers(parts),
      [wholeFirst] = logNumbers(whole) as [typeof stopped];
    assertEquals([again, more], [stopped, []]);
    assertEquals((second as { epoch: number }).epoch, 2);
    assertAlmostEquals(stopped.trainLoss, wholeFirst.trainLoss, 0.1);
    assertEquals(Object.keys(tensors(parts)), Object.keys(tensors(whole)));
    await Deno.remove(place, { recursive: true });
  },
});
