/** What the steps of an installation share. */
import type { RunCommand } from "./_command.ts";
import { folderBytes, formatBytes, secondsSince } from "./_files.ts";
import type { Machine } from "./machine.ts";
import type { NativeParts } from "./platforms.ts";

/** The world outside, so that tests can stand in for it. */
export interface Tools {
  machine: Machine;
  cache: string;
  /** Whether a folder of PATH holds the file. */
  isOnPath(file: string): boolean;
  run: RunCommand;
  /** Bytes free for this user where the path lies. */
  freeBytes(path: string): number;
  /** Runs a small computation in a process of its own; answers with the device. */
  prove(library: string): Promise<"gpu" | "cpu">;
}

/** One installation under way. */
export interface Context {
  tools: Tools;
  parts: NativeParts;
  /** Where unfinished work lies; removed at the end. */
  temporary: string;
  /** The engine in the making, inside `temporary`. */
  engine: string;
  report(line: string): void;
}

/** Wait for long work, and say every 15 seconds how long it has run and how much it has written. */
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
