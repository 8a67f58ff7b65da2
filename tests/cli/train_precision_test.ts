/**
 * `deno task train --precision bfloat16`: recorded, kept on resume, refused where it cannot run.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { whyNoBfloat16 } from "../../lib/engine/mod.ts";
import { decodeSafetensors } from "../../lib/training/files/safetensors.ts";
import { logNumbers, train } from "./_train.ts";

const place = Deno.makeTempDirSync();
const small = ["--limit", "64", "--batch-size", "32", "--epochs", "2"],
  half = ["--precision", "bfloat16"];

function tensors(directory: string) {
  const path = `${directory}/checkpoint.safetensors`;
  return decodeSafetensors(Deno.readFileSync(path), path).tensors;
}

Deno.test({
  name: "train --precision bfloat16 records it, and stopped and resumed equals one run",
  ignore: whyNoBfloat16() !== undefined,
  async fn() {
    const [whole, parts] = [`${place}/whole`, `${place}/parts`];
    const first = await train([...small, ...half, "--out", whole]);
    assertEquals(first.code, 0, first.stderr);
    assertStringIncludes(first.stdout, ", bfloat16, seed 1");
    assertEquals(
      JSON.parse(Deno.readTextFileSync(`${whole}/config.json`)).run.precision,
      "bfloat16",
    );
    assertEquals((await train([...small, ...half, "--out", parts, "--stop-after", "1"])).code, 0);
    const other = await train(["--resume", parts, "--precision", "float32"]);
    assertEquals(other.code, 2);
    assertStringIncludes(other.stderr, "was started with bfloat16");
    assertEquals((await train(["--resume", parts])).code, 0);
    assertEquals(logNumbers(parts), logNumbers(whole));
    assertEquals(tensors(parts), tensors(whole));
  },
});

const refusals: [string, string[], Record<string, string>, string][] = [
  [
    "on an engine without it",
    ["--engine", "cpu"],
    {},
    'it needs native TensorFlow, and this is tfjs\'s engine "cpu"',
  ],
  ["with the plain ops", [], { MARGIN_OPS: "plain" }, ""], // without the native engine for that
];

for (const [where, args, env, words] of refusals) {
  Deno.test(`train --precision bfloat16 is refused ${where}, before a run is made`, async () => {
    const out = `${place}/none`;
    const { code, stderr } = await train([...small, ...half, ...args, "--out", out], { env });
    assertEquals(code, 1);
    const lines = stderr.trim().split("\n").filter((line) => !line.startsWith("engine:"));
    assertEquals(lines.length, 1, stderr);
    assertStringIncludes(lines[0], `precision bfloat16: ${words}`);
    assertEquals([...Deno.readDirSync(place)].some(({ name }) => name === "none"), false);
  });
}
