/** What a run says of itself. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { trainCommand } from "../../lib/cli/train/arguments.ts";
import { givenFlags, type TrainFlags } from "../../lib/cli/train/flags.ts";
import { configFrom } from "../../lib/cli/train/config.ts";
import { engineText, otherEngineNote, unusedOpsNote } from "../../lib/cli/train/engine_text.ts";
import { expectationLine, isTooSlowToStop } from "../../lib/cli/train/expectation.ts";
import { methodTitle } from "../../lib/cli/train/figures.ts";
import { summaryTable } from "../../lib/cli/train/report.ts";
import type { EngineInfo } from "../../lib/engine/mod.ts";

const titleOf = (...args: string[]) =>
  methodTitle(
    configFrom(givenFlags(trainCommand().parse(args, { from: "user" }).opts<TrainFlags>())),
  );

const native = (ops: string, more: Record<string, string> = {}): EngineInfo => ({
  backend: "native",
  device: "cpu",
  description: "native TensorFlow on the CPU",
  versions: {},
  variants: { ops, ...more },
});
const webgpu: EngineInfo = {
  ...native(""),
  backend: "webgpu",
  description: "WebGPU on a card",
  variants: {},
};

Deno.test("summaryTable() shows a dash for what an epoch lacks", () => {
  const record = {
    ...{ epoch: 1, trainLoss: 0.5, seconds: 1, imagesPerSecond: 9, learningRate: 1 },
  };
  // One class has no nearest other; NaN is null in a log.
  const angles = { intraClassAngle: 3, nearestClassAngle: null as unknown as number };
  const table = summaryTable([{ ...record, ...angles, testAccuracy: 1, summary: "" }]);
  assertEquals(table.split("\n")[1].trim().split(/ {2,}/), [
    ...["1", "0.5000", "–", "100.00 %", "3.00°", "–", "9"],
  ]);
});

Deno.test("methodTitle() tells two runs apart by the options they were given", () => {
  assertEquals(titleOf(), "arcface, s = 30, m = 0.4 rad");
  assertEquals(
    titleOf("--head", "partial-arcface", "--head-option", "sampleRate=0.3"),
    "partial-arcface, s = 30, m = 0.4 rad, sampleRate = 0.3",
  );
  const sphere = titleOf("--head", "sphereface", "--head-option", "annealing.min=0");
  assertStringIncludes(sphere, "annealing.min = 0");
});

Deno.test("engineText() names the ops where there is a choice", () => {
  assertEquals(engineText(native("fast")), "native TensorFlow on the CPU, fast ops");
  assertEquals(engineText(webgpu), "WebGPU on a card");
});

Deno.test("otherEngineNote() says what a resumed run began on, and how to have it again", () => {
  assertEquals(otherEngineNote(native("fast"), native("fast")), undefined);
  const ops = otherEngineNote(native("plain"), native("fast"))!;
  assertStringIncludes(ops, "the run started on native TensorFlow on the CPU, plain ops");
  assertStringIncludes(ops, "unset MARGIN_OPS");
  const engine = otherEngineNote(native("fast"), webgpu)!;
  assertStringIncludes(engine, "the run started on native TensorFlow on the CPU, fast ops");
  assertEquals(engine.includes("MARGIN_OPS"), false);
  const variants = otherEngineNote(
    native("fast", { maxPool: "onednn" }),
    native("fast", { maxPool: "stock" }),
  )!;
  assertStringIncludes(variants, "with other variants of its ops");
  const [one, two] = ["1", "2"].map((threads) => native("fast", { threads }));
  assertEquals(otherEngineNote(one, one), undefined);
  const threads = otherEngineNote(two, one)!;
  for (const words of ["with 2 threads, now there are 1", "MARGIN_THREADS=2 restores"]) {
    assertStringIncludes(threads, words);
  }
  assertEquals(otherEngineNote(native("fast"), two), undefined); // of an earlier version
  assertEquals(otherEngineNote(webgpu, webgpu), undefined);
});

Deno.test("unusedOpsNote() speaks only where MARGIN_OPS is set and has no effect", () => {
  assertStringIncludes(
    unusedOpsNote(webgpu, "plain")!,
    "MARGIN_OPS=plain has no effect on this engine",
  );
  assertEquals([
    unusedOpsNote(webgpu),
    unusedOpsNote(webgpu, ""),
    unusedOpsNote(native("plain"), "plain"),
  ], [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("expectationLine() says how long, what takes five minutes, and when no signal can be heard", () => {
  assertEquals(
    expectationLine({ all: 61, step: 1 }, 600),
    "expect about 61 seconds for the training steps on this engine",
  );
  assertStringIncludes(expectationLine({ all: 6000, step: 1 }, 6000), "1.7 hours");
  assertStringIncludes(
    expectationLine({ all: 6000, step: 1 }, 6000),
    "--limit 300 would take about five minutes",
  );
  assertEquals([isTooSlowToStop({ all: 60, step: 9 }), isTooSlowToStop({ all: 60, step: 11 })], [
    false,
    true,
  ]);
  assertStringIncludes(
    expectationLine({ all: 400, step: 200 }, 600),
    "a step takes 3 minutes and cannot be interrupted cleanly",
  );
});
