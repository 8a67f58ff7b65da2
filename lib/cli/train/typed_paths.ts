import { typedPath } from "../_typed_path.ts";
import type { TrainFlags } from "./flags.ts";

/** Flags with paths; a run notes some of them, and may be resumed from elsewhere. */
const places = {
  data: { noted: true },
  init: { noted: true },
  pairs: { noted: true },
  out: { noted: false },
  resume: { noted: false },
};

/**
 * Paths among flags, relative to where the command was typed.
 *
 * @param options `absolute`: write them out even where they would lead there by themselves.
 */
export function fromWhereTyped(flags: TrainFlags, { absolute = false } = {}): TrainFlags {
  const paths = Object.entries(places).flatMap(([name, { noted }]) => {
    const path = flags[name as keyof typeof places];
    return path === undefined ? [] : [[name, typedPath(path, { absolute: absolute || noted })]];
  });
  return { ...flags, ...Object.fromEntries(paths) };
}
