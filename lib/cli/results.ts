/** `deno task results`: trains what the README's table shows and prints it. */
import { join } from "node:path";
import { Command, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";
import { saveFigure } from "../plot/mod.ts";
import { resultDots } from "./results/dots.ts";
import { ensureRun, RUNS } from "./results/ensure_run.ts";
import { methods } from "./results/methods.ts";
import { resultFrom, type Results, resultsTable, withTable } from "./results/table.ts";
import { machineInfo, machineText } from "./machine.ts";

const FIGURES = join(root, "figures");
const KEPT = join(FIGURES, "results.json");

const program = new Command("deno task results")
  .description(
    "Train every method of the README's table on every seed (seven minutes a run on two cores; what was stopped goes on) into " +
      "runs/results, and print the table.",
  )
  .option("--update", "also write it into README.md, and its numbers into figures/results.json")
  .allowExcessArguments(false)
  .action(async ({ update }: { update?: boolean }) => {
    const results: Results = { machine: machineText(await machineInfo()), runs: [] };
    for (const method of methods) {
      for (const seed of method.seeds) {
        results.runs.push(resultFrom(method.name, { seed, records: await ensureRun(method, seed) }));
      }
    }
    console.log(resultsTable(results));
    await drawDots(results, update ? FIGURES : join(RUNS, "figures"));
    if (update) await keep(results);
    else console.log(`\nruns: ${RUNS}`);
  });

async function drawDots(results: Results, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, figure] of Object.entries(resultDots(results))) await saveFigure(figure, join(folder, name));
}

async function keep(results: Results): Promise<void> {
  const readme = join(root, "README.md");
  await Deno.writeTextFile(KEPT, `${JSON.stringify(results, null, 2)}\n`);
  await Deno.writeTextFile(readme, withTable(await Deno.readTextFile(readme), resultsTable(results)));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", readme, KEPT] }).output();
}

Deno.exit(await runProgram(program));
