/** `log.jsonl`: one EpochRecord a line. */
import { InputError } from "../../errors.ts";
import { errorCode, readTextFileSync, writeFlushedSync } from "../../platform.ts";
import type { EpochRecord } from "../../types.ts";
import { writeFileAtomically } from "./write_file.ts";

/** Add a line and flush it to the disk. */
export function appendRecord(path: string, record: EpochRecord): void {
  writeFlushedSync(path, new TextEncoder().encode(JSON.stringify(record) + "\n"), { append: true });
}

/**
 * Read a log; a last line that a crash cut short is left out.
 *
 * @throws {InputError} When another line is not JSON; it names the line.
 */
export function readLog(path: string): EpochRecord[] {
  let lines: string[];
  try {
    lines = readTextFileSync(path).split("\n");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
  lines.pop(); // what follows the last line end: nothing, or a line that was cut short
  return lines.map((line, index) => parseLine(path, line, index));
}

/** Write a log anew. */
export function writeLog(path: string, records: EpochRecord[]): void {
  const text = records.map((record) => JSON.stringify(record) + "\n").join("");
  writeFileAtomically(path, new TextEncoder().encode(text));
}

function parseLine(path: string, line: string, index: number): EpochRecord {
  try {
    return JSON.parse(line);
  } catch {
    throw new InputError(`${path}: line ${index + 1} is not JSON; delete that line to go on`);
  }
}
