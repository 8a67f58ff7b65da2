/** What the steps of an installation share. */
import { InputError } from "../../errors.ts";
import type { RunCommand } from "./_command.ts";
import { folderBytes, formatBytes, secondsSince } from "./_files.ts";
import type { AddonSources } from "./_sources.ts";
import type { Machine } from "./machine.ts";
import type { NativeParts } from "./platforms.ts";

/** The world outside, so that tests can stand in for it. */
export interface Tools {
  machine: Machine;
  cache: string;
  environment(name: string): string | undefined;
  run: RunCommand;
  /** Bytes free for this user where the path lies. */
  freeBytes(path: string): number;
  sources(): Promise<AddonSources>;
  /** Runs a small computation in a process of its own; answers with the device. */
  prove(addon: string): Promise<"gpu" | "cpu">;
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

/** How often a long step says that it still runs. */
export const TICK_MS = 15_000;

/** Wait for long work, and say every 15 seconds how long it has run and how much it has written. */
export async function withTicks<T>(context: Context, name: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const timer = setInterval(async () => {
    const written = formatBytes(await folderBytes(context.temporary).catch(() => 0));
    context.report(`${name}: ${secondsSince(start)}, ${written} on disk so far`);
  }, TICK_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** @throws {InputError} When the disk has not enough room for what comes. */
export function checkSpace(context: Context, needed: number, what: string): void {
  const { cache, freeBytes } = context.tools;
  const free = freeBytes(cache);
  if (free >= needed) return;
  throw new InputError(
    `${what} needs ${formatBytes(needed)} in ${cache}, and ${formatBytes(free)} are free: ` +
      "make room, or set MARGIN_CACHE to a folder on a larger disk",
  );
}
