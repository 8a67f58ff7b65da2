/**
 * The flags of `deno task bench`; the files that it writes, and the environment it reads, are
 * looked at before it measures.
 */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { checkOutputs } from "../../lib/cli/_outputs.ts";
import { benchCommand, type BenchFlags } from "../../lib/cli/bench.ts";
import { InputError, UsageError } from "../../lib/errors.ts";

const root = new URL("../../", import.meta.url).pathname;
const place = Deno.makeTempDirSync();

function flagsFrom(...args: string[]): BenchFlags {
  return benchCommand().exitOverride().configureOutput({ outputError: () => {} }).parse(args, {
    from: "user",
  }).opts();
}

Deno.test("benchCommand() fills in defaults and refuses nonsense", () => {
  assertEquals(flagsFrom(), { rounds: 7, batch: [1024, 256], parts: true });
  assertEquals(flagsFrom("--no-parts").parts, false);
  assertEquals(flagsFrom("--rounds", "2", "--batch", "64,8,64", "--json", "x.json"), {
    parts: true,
    rounds: 2,
    batch: [64, 8],
    json: "x.json",
  });
  assertThrows(() => flagsFrom("--rounds", "0"), Error, "at least 1");
  assertThrows(() => flagsFrom("--batch", "64,"), Error, "whole number");
  assertThrows(() => flagsFrom("--batch", "1"), Error, "at least 2 images");
  assertThrows(() => flagsFrom("--round", "1"), Error, "--rounds");
});

Deno.test("checkOutputs() leaves no file behind, and one that is there as it is", async () => {
  const json = join(place, "new.json"), chart = join(place, "old.png");
  Deno.writeTextFileSync(chart, "kept");
  await checkOutputs({ json, chart });
  await checkOutputs({});
  assertEquals([...Deno.readDirSync(place)].map(({ name }) => name), ["old.png"]);
  assertEquals(Deno.readTextFileSync(chart), "kept");
});

Deno.test("checkOutputs() refuses a chart that is no picture, and a folder that is not there", async () => {
  const chart = join(place, "chart.jpg");
  await assertRejects(
    () => checkOutputs({ chart }),
    UsageError,
    "chart.jpg: a chart is saved as .svg or .png",
  );
  await assertRejects(
    () => checkOutputs({ json: join(place, "no", "x.json") }),
    InputError,
    "a folder that is there",
  );
});

for (
  const [args, env, words] of [
    [["--chart", "bars.jpg"], {}, ".svg or .png"],
    [["--batch-size", "64"], {}, "did you mean --batch?"],
    [[], { MARGIN_OPS: "quick" }, 'MARGIN_OPS is "quick": set it to one of plain, fast'],
    [[], { MARGIN_ENGINE: "gpu" }, 'MARGIN_ENGINE is "gpu"'],
  ] as [string[], Record<string, string>, string][]
) {
  Deno.test(`bench ${args.join(" ")} ${JSON.stringify(env)} is refused in one line, with 2`, async () => {
    const command = ["run", "-A", "--no-lock", "lib/cli/bench.ts", ...args];
    const output = await new Deno.Command(Deno.execPath(), { args: command, env, cwd: root })
      .output();
    const [line, ...more] = new TextDecoder().decode(output.stderr).trim().split("\n").filter((
      text,
    ) => !text.startsWith("the machine was busy"));
    assertStringIncludes(line, words);
    assertEquals([output.code, more], [2, []]);
    assert(![...Deno.readDirSync(root)].some(({ name }) => name === "bars.jpg"));
  });
}
