/** `deno task notebooks`: runs the notebooks in fresh kernels. */
import { basename, join } from "node:path";
import { installNativeEngine } from "../engine/install/mod.ts";
import { InputError, messageOf, UsageError } from "../errors.ts";
import { Command, runProgram } from "./_commander.ts";
import { root } from "./_root.ts";
import { ensureJupyter, type Jupyter } from "./jupyter.ts";
import { notebookPaths } from "./notebooks/check_cells.ts";
import { cleaned } from "./notebooks/clean.ts";
import { execute } from "./notebooks/execute.ts";
import { formatted } from "./notebooks/format.ts";
import { faultsOf } from "./notebooks/faults.ts";

interface Flags {
  fast?: boolean;
  update?: boolean;
  format?: boolean;
}

const WRITTEN = join(root, "runs", "notebooks");
const report = (line: string) => console.error(line);

const program = new Command("deno task notebooks")
  .description(
    "Run all notebooks, or those named, from top to bottom in fresh kernels; executed copies go to runs/notebooks.",
  )
  .argument("[names...]", "parts of file names, such as 01 or arcface")
  .option("--fast", "lessons on a few images: shows that everything works, not what it teaches")
  .option("--update", "also write the outputs into the committed notebooks")
  .option("--format", "only format the committed notebooks, without running them")
  .action(async (names: string[], { fast = false, update = false, format = false }: Flags) => {
    if (format) return await formatAll(chosen(names));
    if (fast && update) throw new UsageError("--update keeps what a full run shows: leave out --fast");
    const paths = chosen(names);
    const jupyter = await prepare();
    let wrong = 0;
    for (const path of paths) wrong += await runOne(path, { jupyter, fast, update });
    if (wrong > 0) throw new InputError(`${wrong} cells went wrong; the executed copies are in ${WRITTEN}`);
  });

function chosen(names: string[]): string[] {
  const all = notebookPaths();
  const lost = names.find((name) => !all.some((path) => path.includes(name)));
  if (lost !== undefined) throw new UsageError(`there is no notebook "${lost}": known are ${all.join(", ")}`);
  return names.length === 0 ? all : all.filter((path) => names.some((name) => path.includes(name)));
}

async function formatAll(paths: string[]): Promise<void> {
  const folder = await Deno.makeTempDir();
  for (const path of paths.map((path) => join(root, path))) {
    await Deno.writeTextFile(path, await formatted(await Deno.readTextFile(path), folder));
  }
  await Deno.remove(folder, { recursive: true });
}

async function prepare(): Promise<Jupyter> {
  try {
    await installNativeEngine({ report });
  } catch (error) {
    report(`${messageOf(error)} (the notebooks go on without the native engine)`);
  }
  return await ensureJupyter({ report });
}

/** @returns How many things went wrong. */
async function runOne(
  path: string,
  { jupyter, fast, update }: { jupyter: Jupyter; fast: boolean; update: boolean },
): Promise<number> {
  const start = performance.now();
  const target = join(WRITTEN, basename(path));
  const executed = await execute({ jupyter, path: join(root, path), target, fast });
  const faults = faultsOf(executed, [root, Deno.env.get("HOME") ?? ""]);
  const text = JSON.stringify(cleaned(executed), null, 1) + "\n";
  await Deno.writeTextFile(target, await formatted(text, WRITTEN));
  console.log(`${path}: ${faults.length === 0 ? "ok" : "failed"}, ${Math.round((performance.now() - start) / 1000)} s`);
  for (const fault of faults) console.log(`  ${path}, ${fault}`);
  if (update && faults.length === 0) await Deno.copyFile(target, join(root, path));
  return faults.length;
}

Deno.exit(await runProgram(program));
