import { tf } from "../../engine/mod.ts";

/** A variable, or some of its rows, that an optimiser reads and overwrites. */
export interface Place {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

/**
 * A whole variable, or those of its rows that a step has drawn.
 *
 * @param rows int32 `[S]`, each once.
 */
export function placeOf(variable: tf.Variable, rows?: tf.Tensor1D): Place {
  if (!rows) return { read: () => variable, write: (value) => variable.assign(value) };
  const indices = rows.expandDims(1); // [S, 1]
  return {
    read: () => tf.gather(variable, rows), // [S, D]
    write: (value) => variable.assign(tf.tensorScatterUpdate(variable, indices, value)),
  };
}
