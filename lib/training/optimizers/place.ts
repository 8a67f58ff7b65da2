import { tf } from "../../engine/mod.ts";

/** A variable, or some of its rows, that an optimiser reads and overwrites. */
export interface Place {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

/**
 * A whole variable, or the rows drawn in a step.
 *
 * @param rows int32 `[S]`, no duplicates.
 */
export function placeOf(variable: tf.Variable, rows?: tf.Tensor1D): Place {
  if (!rows) return { read: () => variable, write: (value) => variable.assign(value) };
  const indices = rows.expandDims(1); // [S, 1]
  return {
    read: () => tf.gather(variable, rows), // [S, D]
    write: (value) => variable.assign(tf.tensorScatterUpdate(variable, indices, value)),
  };
}
