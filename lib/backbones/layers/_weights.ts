import type { tf } from "../../engine/mod.ts";

/** The tfjs variable inside what `addWeight` returns; `read()` hands out that very variable, typed as a tensor. */
export function weightOf<R extends tf.Rank>(weight: tf.LayerVariable): tf.Variable<R> {
  return weight.read() as tf.Variable<R>;
}
