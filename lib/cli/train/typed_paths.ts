import { resolve } from "node:path";
import type { TrainFlags } from "./flags.ts";

/** What a run notes, and may be resumed from elsewhere. */
const kept = ["data", "init", "pairs"] as const;

/**
 * Paths relative to where the command was typed: a task runs in the project's folder, and Deno says
 * in `INIT_CWD` where it was called.
 *
 * @param options `absolute`: write them out even where they would lead there by themselves.
 */
export function fromWhereTyped(flags: TrainFlags, { absolute = false } = {}): TrainFlags {
  const typed = Deno.env.get("INIT_CWD") || Deno.cwd(), all = absolute || typed !== Deno.cwd();
  const names = [...kept, ...(all ? ["out", "resume"] as const : [])];
  const paths = names.flatMap((name) => {
    const path = flags[name];
    return path === undefined ? [] : [[name, resolve(typed, path)]];
  });
  return { ...flags, ...Object.fromEntries(paths) };
}
