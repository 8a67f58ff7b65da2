/** `deno task results`: trains what the README's table shows and prints it. */
import { join } from "node:path";
import { Command, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";
import { wantedOps } from "../engine/op_set.ts";
import { saveFigure } from "../plot/mod.ts";
import { resultDots } from "./results/dots.ts";
import { RUNS } from "./results/ensure_run.ts";
import { wantedResults } from "./results/methods.ts";
import { collectRows, readRecorded, type Recorded, type WantedRow } from "./results/recorded.ts";
import { resultsTable, withTable } from "./results/table.ts";
import { machineInfo, machineText } from "./machine.ts";

const FIGURES = join(root, "figures");

interface Flags {
  heads?: boolean;
  again?: boolean;
  update?: boolean;
}

const program = new Command("deno task results")
  .description(
    "Print the README's table: every method on every seed. A run whose numbers stand in figures/ for such a machine is taken " +
      "from there; the others are trained into runs/results (seven minutes a run on two cores; what was stopped goes on).",
  )
  .option("--heads", "instead every head for two epochs, with its defaults and with the constants for faces")
  .option("--again", "train all, also what stands in figures/")
  .option("--update", "also write the table into its README, and its numbers into figures/ as each run ends")
  .allowExcessArguments(false)
  .action(async (flags: Flags) => await (flags.heads ? headResults(flags) : seedResults(flags)));

/** The table of methods and seeds, in the project's README. */
async function seedResults(flags: Flags): Promise<void> {
  const results = await measured(wantedResults(), join(FIGURES, "results.json"), flags);
  console.log(resultsTable(results));
  const folder = flags.update ? FIGURES : join(RUNS, "figures");
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, figure] of Object.entries(resultDots(results))) await saveFigure(figure, join(folder, name));
  if (flags.update) await writeTable(join(root, "README.md"), resultsTable(results));
}

/** The table of all heads, in the README of heads/. */
async function headResults(flags: Flags): Promise<void> {
  const { headResultsTable, wantedHeads } = await import("./results/heads.ts"); // starts the engine
  const { machine, runs } = await measured(await wantedHeads(), join(FIGURES, "heads.json"), flags);
  const table = `${headResultsTable(runs)}\n\nMeasured on: ${machine}.`;
  console.log(table);
  if (flags.update) await writeTable(join(root, "lib/heads/README.md"), table);
}

/** All rows, from the file or measured; kept in the file on the way if that is asked for. */
async function measured<Row>(
  wanted: WantedRow<Row>[],
  path: string,
  { again = false, update = false }: Flags,
): Promise<Recorded<Row>> {
  const machine = `${machineText(await machineInfo())}, ${wantedOps()} ops`;
  const known = again ? [] : await readRecorded<Row>(path, machine);
  const save = (runs: Row[]) => Deno.writeTextFile(path, `${JSON.stringify({ machine, runs }, null, 2)}\n`);
  const runs = await collectRows(wanted, { known, save: update && !again ? save : () => Promise.resolve() });
  if (update) await save(runs);
  return { machine, runs };
}

async function writeTable(readme: string, table: string): Promise<void> {
  await Deno.writeTextFile(readme, withTable(await Deno.readTextFile(readme), table));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", readme] }).output();
}

Deno.exit(await runProgram(program));
