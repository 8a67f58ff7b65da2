/** State shared by the steps of an installation. */
import type { RunCommand } from "./_command.ts";
import { folderBytes, formatBytes, secondsSince } from "./_files.ts";
import type { Machine } from "./machine.ts";
import type { NativeParts } from "./platforms.ts";

/** The outside world, so that tests can replace it. */
export interface Tools {
  machine: Machine;
  cache: string;
  /** Whether a folder on PATH has the file. */
  isOnPath(file: string): boolean;
  run: RunCommand;
  /** Free bytes for this user on the path's disk. */
  freeBytes(path: string): number;
  /** Runs a small computation in a separate process; returns the device. */
  prove(library: string): Promise<"gpu" | "cpu">;
}

/** An installation in progress. */
export interface Context {
  tools: Tools;
  parts: NativeParts;
  /** Where unfinished work is kept; removed at the end. */
  temporary: string;
  /** The unfinished engine, inside `temporary`. */
  engine: string;
  report(line: string): void;
}

/**
 * Wait for a long task, reporting every 15 seconds how long it has run and how much it has written.
 */
export async function withTicks<T>(
  context: Context,
  name: string,
  work: Promise<T>,
  everyMs = 15_000,
): Promise<T> {
  const start = performance.now();
  let working = true;
  const timer = setInterval(async () => {
    const written = formatBytes(await folderBytes(context.temporary).catch(() => 0));
    if (working) context.report(`${name}: ${secondsSince(start)}, ${written} on disk so far`);
  }, everyMs);
  try {
    return await work;
  } finally {
    working = false;
    clearInterval(timer);
  }
}
