import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { configFrom } from "../../../lib/cli/train/config.ts";
import { trainCommand } from "../../../lib/cli/train/arguments.ts";
import { givenFlags, type TrainFlags } from "../../../lib/cli/train/flags.ts";
import { EPOCHS, methods } from "../../../lib/course/results/methods.ts";
import { resultDots } from "../../../lib/course/results/dots.ts";
import { headResultsTable, headRuns } from "../../../lib/course/results/heads.ts";
import { headNames } from "../../../lib/heads/mod.ts";
import { resultFrom } from "../../../lib/course/results/result.ts";
import { resultsTable, withTable } from "../../../lib/course/results/table.ts";
import type { TestedRecord } from "../../../lib/types.ts";

function record(testAccuracy: number, trainLoss: number): TestedRecord {
  const rest = {
    epoch: 1,
    testLoss: 0,
    seconds: 1,
    imagesPerSecond: 1,
    learningRate: 1,
    summary: "",
  };
  return { ...rest, testAccuracy, trainLoss, intraClassAngle: 2.04, nearestClassAngle: 34.56 };
}

Deno.test("resultFrom() takes the last epoch's numbers, but the lowest training loss of all", () => {
  const result = resultFrom("softmax", { seed: 3, records: [record(0.9, 0.1), record(0.95, 0.2)] });
  assertEquals(result, {
    method: "softmax",
    seed: 3,
    testAccuracy: 0.95,
    intraClassAngle: 2.04,
    nearestClassAngle: 34.56,
    trainLoss: 0.1,
  });
});

const allRuns = methods.flatMap(({ name, seeds }) =>
  seeds.map((seed) => resultFrom(name, { seed, records: [record(0.98 + seed / 1000, 0.1)] }))
);

Deno.test("resultsTable() gives a row a method, with the mean over its seeds and their range", () => {
  const table = resultsTable({ machine: "a machine", runs: allRuns });
  assertStringIncludes(
    table,
    "| softmax | 1–5 | 98.30 (98.10–98.50) | 2.0 (2.0–2.0) | 34.6 (34.6–34.6) | 0.100 (0.100–0.100) |",
  );
  assertStringIncludes(
    table,
    "| the article, reproduced verbatim | 1 | 98.10 | 2.0 | 34.6 | 0.100 |",
  );
  assertStringIncludes(table, "Measured on: a machine.");
  assertEquals(table.split("\n").filter((line) => line.startsWith("|")).length, methods.length + 2);
});

Deno.test("resultDots() draws a dot for every seed, the article's head apart", () => {
  const figures = resultDots({ machine: "a machine", runs: allRuns });
  const drawn = allRuns.filter(({ method }) => method !== "article").length;
  assertEquals(Object.keys(figures), ["seeds-accuracy.png", "seeds-nearest.png"]);
  for (const { svg } of Object.values(figures)) {
    assertEquals([...svg.matchAll(/<circle/g)].length, drawn);
  }
});

Deno.test("withTable() writes between the two marks and nowhere else", () => {
  const text = "before\n<!-- results -->\nold\n<!-- /results -->\nafter";
  assertEquals(
    withTable(text, "new"),
    "before\n<!-- results -->\n\nnew\n\n<!-- /results -->\nafter",
  );
  assertThrows(() => withTable("no marks", "new"), RangeError, "README");
});

Deno.test("headRuns() has every head with its defaults, and the constants for faces where there are any; train takes the flags", async () => {
  const runs = headRuns();
  assertEquals(
    runs.filter(({ constants }) => constants === "defaults").map(({ head }) => head),
    headNames,
  );
  assertEquals(new Set(runs.map(({ run }) => run.name)).size, runs.length);
  for (const { head, constants, run } of runs) {
    let config: ReturnType<typeof configFrom> | undefined;
    const command = trainCommand().action((options: TrainFlags) =>
      void (config = configFrom(givenFlags(options)))
    );
    await command.exitOverride().parseAsync(run.flags, { from: "user" });
    assertEquals(config?.head, head);
    if (head === "arcface" && constants === "faces") {
      assertEquals([config?.scale, config?.margin], [64, 0.5]);
    }
  }
});

Deno.test("headResultsTable() gives a row a run", () => {
  const angles = { intraClassAngle: 2.04, nearestClassAngle: 33.3 };
  const rest = { testAccuracy: 0.9712, ...angles, equalErrorRate: 0.0345, maxProbability: 0.93 };
  const table = headResultsTable([{ head: "arcface", constants: "faces", ...rest }]);
  assertStringIncludes(
    table,
    "| `arcface` | the paper's for faces | 97.12 | 2.0 | 33.3 | 3.45 | 93 |",
  );
});

for (const { name, flags } of methods) {
  Deno.test(`the flags of ${name} are flags of train, and leave it ${EPOCHS} epochs`, async () => {
    let config;
    const command = trainCommand().action((options: TrainFlags) =>
      void (config = configFrom(givenFlags(options)))
    );
    await command.exitOverride().parseAsync(flags, { from: "user" });
    assertEquals((config as ReturnType<typeof configFrom> | undefined)?.epochs, EPOCHS);
  });
}
