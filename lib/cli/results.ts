/** `deno task results`: trains what the README's table shows and prints it. */
import { join } from "node:path";
import { Command, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";
import { saveFigure } from "../plot/mod.ts";
import { resultDots } from "./results/dots.ts";
import { ensureRun, RUNS } from "./results/ensure_run.ts";
import { methods, wantedRun } from "./results/methods.ts";
import { resultFrom, type Results, resultsTable, withTable } from "./results/table.ts";
import { machineInfo, machineText } from "./machine.ts";

const FIGURES = join(root, "figures");
const KEPT = join(FIGURES, "results.json"), HEADS = join(FIGURES, "heads.json");

const program = new Command("deno task results")
  .description(
    "Train every method of the README's table on every seed (seven minutes a run on two cores; what was stopped goes on) into " +
      "runs/results, and print the table.",
  )
  .option("--heads", "instead every head for two epochs, with its defaults and with the constants for faces")
  .option("--update", "also write the table into its README, and its numbers into figures/")
  .allowExcessArguments(false)
  .action(async ({ update = false, heads = false }: { update?: boolean; heads?: boolean }) => {
    if (heads) return await headResults(update);
    const results: Results = { machine: machineText(await machineInfo()), runs: [] };
    for (const method of methods) {
      for (const seed of method.seeds) {
        results.runs.push(resultFrom(method.name, { seed, records: await ensureRun(wantedRun(method, seed)) }));
      }
    }
    console.log(resultsTable(results));
    await drawDots(results, update ? FIGURES : join(RUNS, "figures"));
    if (update) {
      await keep({ readme: join(root, "README.md"), table: resultsTable(results), kept: KEPT, numbers: results });
    } else console.log(`\nruns: ${RUNS}`);
  });

/** The table of all heads, in the README of heads/. */
async function headResults(update: boolean): Promise<void> {
  const { headResultsTable, measureHeads } = await import("./results/heads.ts"); // starts the engine
  const results = await measureHeads();
  const table = `${headResultsTable(results)}\n\nMeasured on: ${machineText(await machineInfo())}.`;
  console.log(table);
  if (update) await keep({ readme: join(root, "lib/heads/README.md"), table, kept: HEADS, numbers: results });
}

async function drawDots(results: Results, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, figure] of Object.entries(resultDots(results))) await saveFigure(figure, join(folder, name));
}

/** Write a table into a README, and the numbers behind it into a file. */
async function keep(
  { readme, table, kept, numbers }: { readme: string; table: string; kept: string; numbers: unknown },
): Promise<void> {
  await Deno.writeTextFile(kept, `${JSON.stringify(numbers, null, 2)}\n`);
  await Deno.writeTextFile(readme, withTable(await Deno.readTextFile(readme), table));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", readme, kept] }).output();
}

Deno.exit(await runProgram(program));
