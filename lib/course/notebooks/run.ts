/** Runs and formats the committed notebooks. */
import { basename, join } from "node:path";
import { InputError, UsageError } from "../../errors.ts";
import { ensureJupyter, type Jupyter } from "../jupyter.ts";
import { root } from "../root.ts";
import { notebookPaths } from "./check_cells.ts";
import { cleaned } from "./clean.ts";
import { execute } from "./execute.ts";
import { faultsOf } from "./faults.ts";
import { formatted } from "./format.ts";

/** Options for running notebooks. */
export interface RunOptions {
  /** Run lessons on a small part of the data. */
  fast?: boolean;
  /** Also writes the outputs into the committed notebooks. */
  update?: boolean;
  /** Called with a line for everything installed. */
  report: (line: string) => void;
  /** Called with each notebook's result. */
  print: (line: string) => void;
}

const WRITTEN = join(root, "runs", "notebooks");

/**
 * Run notebooks from top to bottom in fresh kernels; executed copies go to `runs/notebooks`.
 *
 * @param names Parts of file names; none means all notebooks.
 * @throws {InputError} When cells failed.
 */
export async function runNotebooks(names: string[], options: RunOptions): Promise<void> {
  const { fast, update, report } = options;
  if (fast && update) {
    throw new UsageError("--update keeps what a full run shows: leave out --fast");
  }
  const paths = chosen(names);
  const jupyter = await ensureJupyter({
    report,
    without: "the notebooks go on without the native engine",
  });
  let wrong = 0;
  for (const path of paths) wrong += await runOne(path, { ...options, jupyter });
  if (wrong > 0) {
    throw new InputError(`${wrong} cells went wrong; the executed copies are in ${WRITTEN}`);
  }
}

/**
 * Format notebooks like `deno fmt`, without running them.
 *
 * @param names Parts of file names; none means all notebooks.
 */
export async function formatNotebooks(names: string[]): Promise<void> {
  const paths = chosen(names), folder = await Deno.makeTempDir();
  for (const path of paths.map((path) => join(root, path))) {
    await Deno.writeTextFile(path, await formatted(await Deno.readTextFile(path), folder));
  }
  await Deno.remove(folder, { recursive: true });
}

function chosen(names: string[]): string[] {
  const all = notebookPaths();
  const lost = names.find((name) => !all.some((path) => path.includes(name)));
  if (lost !== undefined) {
    throw new UsageError(`there is no notebook "${lost}": known are ${all.join(", ")}`);
  }
  return names.length === 0 ? all : all.filter((path) => names.some((name) => path.includes(name)));
}

/** @returns The number of faults. */
async function runOne(
  path: string,
  { jupyter, fast = false, update, print }: RunOptions & { jupyter: Jupyter },
): Promise<number> {
  const start = performance.now();
  const target = join(WRITTEN, basename(path));
  const executed = await execute({ jupyter, path: join(root, path), target, fast });
  const faults = faultsOf(executed, [root, Deno.env.get("HOME") ?? ""]);
  const text = JSON.stringify(cleaned(executed), null, 1) + "\n";
  await Deno.writeTextFile(target, await formatted(text, WRITTEN));
  print(
    `${path}: ${faults.length === 0 ? "ok" : "failed"}, ${
      Math.round((performance.now() - start) / 1000)
    } s`,
  );
  for (const fault of faults) print(`  ${path}, ${fault}`);
  if (update && faults.length === 0) await Deno.copyFile(target, join(root, path));
  return faults.length;
}
