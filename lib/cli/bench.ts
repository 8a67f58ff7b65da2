/** `deno task bench`: our training step next to PyTorch's, in one run. */
import { benchChart } from "../course/bench/chart.ts";
import { reportText } from "../course/bench/report.ts";
import { type BenchPlan, runBench } from "../course/bench/run.ts";
import { saveFigure } from "../plot/mod.ts";
import { Command, InvalidArgumentError, Option, runProgram } from "./_commander.ts";
import { checkOutputs, type Outputs } from "./_outputs.ts";

/** Flags with defaults filled in. */
export type BenchFlags = BenchPlan & Outputs;

/** The command, without its action. */
export function benchCommand(): Command {
  return new Command("deno task bench")
    .usage("[flags]")
    .description(
      "Measure training steps of this library beside PyTorch, in interleaved rounds of one run. Installs PyTorch in a folder of its own, " +
        "about 1 GB, the first time. Takes some minutes; let the machine rest meanwhile.",
    )
    .helpOption("--help", "show this")
    .allowExcessArguments(false)
    .option("--rounds <n>", "number of rounds per program", wholeNumber, 7)
    .addOption(
      new Option("--batch <sizes>", "batch sizes, separated by commas").argParser(batchSizes)
        .default([1024, 256], "1024,256"),
    )
    .option("--no-parts", "only the steps: no epoch, embedding, heads and figures")
    .option("--json <file>", "also write the results there")
    .option("--chart <file>", "also draw the steps' rates, as .png or .svg")
    .addHelpText("after", EXTRA);
}

const EXTRA = `
Rows:
  the article's PyTorch code   its step without printing, stacking and plotting
  best PyTorch                 channels_last, log_softmax, and tcmalloc (Debian, Ubuntu: libtcmalloc-minimal4)
  this library                 its trainingStep, on the engine that MARGIN_ENGINE names (auto), with both sets of ops
  bfloat16                     best PyTorch under autocast, this library with --precision bfloat16
  On a GPU also torch.compile, and all of them again with TF32.

Environment:
  PIP_EXTRA_INDEX_URL=URL  where pip finds CPU builds of PyTorch, if it does not by itself`;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It must be a whole number of at least 1.");
}

function batchSizes(text: string): number[] {
  const sizes = text.split(",").map((size) => {
    const value = wholeNumber(size);
    if (value < 2) throw new InvalidArgumentError("PyTorch's batch norm needs at least 2 images.");
    return value;
  });
  return [...new Set(sizes)];
}

async function bench(flags: BenchFlags): Promise<void> {
  await checkOutputs(flags);
  const result = await runBench(flags, { report: (line) => console.error(line) });
  console.log(reportText(result));
  if (flags.json) await Deno.writeTextFile(flags.json, `${JSON.stringify(result, null, 2)}\n`);
  if (flags.chart) await saveFigure(benchChart(result), flags.chart);
}

if (import.meta.main) Deno.exit(await runProgram(benchCommand().action(bench)));
