import { isAbsolute, join } from "node:path";
import type { TrainFlags } from "./flags.ts";

/**
 * Paths relative to where the command was typed: a task runs in the project's folder, and Deno says
 * in `INIT_CWD` where it was called.
 */
export function fromWhereTyped(flags: TrainFlags): TrainFlags {
  const typed = Deno.env.get("INIT_CWD");
  if (!typed || typed === Deno.cwd()) return flags;
  const paths = (["data", "out", "resume", "init"] as const).flatMap((name) => {
    const path = flags[name];
    return path === undefined ? [] : [[name, isAbsolute(path) ? path : join(typed, path)]];
  });
  return { ...flags, ...Object.fromEntries(paths) };
}
