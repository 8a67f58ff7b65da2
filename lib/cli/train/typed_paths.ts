import { typedPath } from "../_typed_path.ts";
import type { TrainFlags } from "./flags.ts";

/**
 * Paths among flags, relative to where the command was typed.
 *
 * @param options `absolute`: write them out even where they would lead there by themselves.
 */
export function fromWhereTyped(flags: TrainFlags, { absolute = false } = {}): TrainFlags {
  const paths = (["data", "out", "resume", "init", "pairs"] as const).flatMap((name) => {
    const path = flags[name];
    return path === undefined ? [] : [[name, typedPath(path, { absolute })]];
  });
  return { ...flags, ...Object.fromEntries(paths) };
}
