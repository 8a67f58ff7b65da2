/** Numbers of finished runs, kept in a JSON file in `figures/`. */
import { existsSync } from "node:fs";
import { InputError } from "../../errors.ts";

/** Contents of such a file. */
export interface Recorded<Row> {
  /** What the runs were measured on. */
  machine: string;
  runs: Row[];
}

/** A row that a table needs. */
export interface WantedRow<Row> {
  /** Whether a recorded row is this one. */
  is: (row: Row) => boolean;
  /** Train what it needs, and measure. */
  measure: () => Promise<Row>;
}

/**
 * The rows in a file, if they were measured on this kind of machine; else none.
 *
 * @throws {InputError} When the file was not written by `--update`.
 */
export async function readRecorded<Row>(path: string, machine: string): Promise<Row[]> {
  if (!existsSync(path)) return [];
  const { machine: recorded, runs } = parse<Row>(path, await Deno.readTextFile(path));
  return recorded === machine ? runs : [];
}

function parse<Row>(path: string, text: string): Recorded<Row> {
  try {
    const { machine, runs } = JSON.parse(text);
    if (typeof machine === "string" && Array.isArray(runs)) return { machine, runs };
  } catch { /* not JSON: reported below */ }
  throw new InputError(
    `${path}: not a record of runs; delete it or restore it with git, then try again`,
  );
}

/**
 * Every wanted row: recorded, or else measured now.
 *
 * @param save Called with all rows so far after each measurement, so that stopping loses at most
 * one run.
 */
export async function collectRows<Row>(
  wanted: readonly WantedRow<Row>[],
  { known, save }: { known: readonly Row[]; save: (rows: Row[]) => Promise<void> },
): Promise<Row[]> {
  const rows = wanted.map(({ is }) => known.find(is));
  for (const [k, { measure }] of wanted.entries()) {
    if (rows[k] !== undefined) continue;
    rows[k] = await measure();
    await save(rows.filter((row) => row !== undefined));
  }
  return rows as Row[];
}
