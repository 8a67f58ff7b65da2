/**
 * The READMEs' tables of results: recorded numbers are reused, others measured; prints them, and
 * saves them on request.
 */
import { join } from "node:path";
import { wantedOps } from "../../engine/op_set.ts";
import { saveFigure } from "../../plot/mod.ts";
import { machineInfo, machineText } from "../machine.ts";
import { root } from "../root.ts";
import { resultDots } from "./dots.ts";
import { RUNS } from "./ensure_run.ts";
import { checkFashion, fashionPlanes } from "./fashion.ts";
import { fashionMethods, wantedResults } from "./methods.ts";
import { collectRows, readRecorded, type Recorded, type WantedRow } from "./recorded.ts";
import { resultsTable, withTable } from "./table.ts";

/** What to reuse, and what to save. */
export interface ResultsOptions {
  /** Train all, including what is in `figures/`. */
  again?: boolean;
  /** Also write the table into its README, and its numbers into `figures/` as each run ends. */
  update?: boolean;
  print: (table: string) => void;
}

const FIGURES = join(root, "figures");

/** The table of methods and seeds, in the project's README, and its figures. */
export async function methodResults(options: ResultsOptions): Promise<void> {
  const results = await measured(wantedResults(), join(FIGURES, "results.json"), options);
  const table = resultsTable(results);
  options.print(table);
  const folder = options.update ? FIGURES : join(RUNS, "figures");
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, figure] of Object.entries(resultDots(results))) {
    await saveFigure(figure, join(folder, name));
  }
  if (options.update) await writeTable(join(root, "README.md"), table);
}

/**
 * The table of Fashion-MNIST, in the README of data/.
 *
 * @throws {InputError} Without its files.
 */
export async function fashionResults(options: ResultsOptions): Promise<void> {
  checkFashion();
  const path = join(FIGURES, "fashion.json");
  const results = await measured(wantedResults(fashionMethods), path, options);
  const table = resultsTable(results, fashionMethods);
  options.print(table);
  const folder = options.update ? FIGURES : join(RUNS, "figures");
  await Deno.mkdir(folder, { recursive: true });
  await saveFigure(await fashionPlanes(), join(folder, "fashion.png"));
  if (options.update) await writeTable(join(root, "lib/data/README.md"), table);
}

/** The table of strangers, in the README of inference/, and the picture of odd digits. */
export async function strangerResults(options: ResultsOptions): Promise<void> {
  const { wantedStrangers } = await import("./strangers/rows.ts"); // starts the engine
  const { strangersTable } = await import("./strangers/table.ts");
  const { drawOddDigits, ODD_DIGITS } = await import("./strangers/odd_digits.ts");
  const { oddPicture } = await import("./strangers/odd_picture.ts");
  const path = join(FIGURES, "strangers.json");
  const { machine, runs } = await measured(wantedStrangers(), path, options);
  const table = `${strangersTable(runs)}\n\nMeasured on: ${machine}.`;
  options.print(table);
  const folder = options.update ? FIGURES : join(RUNS, "figures");
  await Deno.mkdir(folder, { recursive: true });
  if (options.update) await drawOddDigits(ODD_DIGITS);
  options.print(await oddPicture(join(folder, "odd-digits.png")));
  if (options.update) await writeTable(join(root, "lib/inference/README.md"), table);
}

/** The table of all heads, in the README of heads/. */
export async function headResults(options: ResultsOptions): Promise<void> {
  const { headResultsTable, wantedHeads } = await import("./heads.ts"); // starts the engine
  const { machine, runs } = await measured(
    await wantedHeads(),
    join(FIGURES, "heads.json"),
    options,
  );
  const table = `${headResultsTable(runs)}\n\nMeasured on: ${machine}.`;
  options.print(table);
  if (options.update) await writeTable(join(root, "lib/heads/README.md"), table);
}

/** All rows, from the file or measured; saved to the file along the way on request. */
async function measured<Row>(
  wanted: WantedRow<Row>[],
  path: string,
  { again = false, update = false }: ResultsOptions,
): Promise<Recorded<Row>> {
  const machine = `${machineText(await machineInfo())}, ${wantedOps()} ops`;
  const known = again ? [] : await readRecorded<Row>(path, machine);
  const save = (runs: Row[]) =>
    Deno.writeTextFile(path, `${JSON.stringify({ machine, runs }, null, 2)}\n`);
  const runs = await collectRows(wanted, {
    known,
    save: update && !again ? save : () => Promise.resolve(),
  });
  if (update) await save(runs);
  return { machine, runs };
}

async function writeTable(readme: string, table: string): Promise<void> {
  await Deno.writeTextFile(readme, withTable(await Deno.readTextFile(readme), table));
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", readme] }).output();
}
