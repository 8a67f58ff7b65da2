import type { tf } from "../../engine/mod.ts";

/**
 * The tfjs variable inside the result of `addWeight`; `read()` returns that variable, typed as a
 * tensor.
 */
export function weightOf<R extends tf.Rank>(weight: tf.LayerVariable): tf.Variable<R> {
  return weight.read() as tf.Variable<R>;
}

/** A stock layer's variable, by its tfjs name: `kernel`, `bias`. */
export function ownVariable<R extends tf.Rank>(
  layer: tf.layers.Layer,
  name: string,
): tf.Variable<R> {
  return weightOf(layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))!);
}

/** What tfjs passes to a layer's call. */
export type Kwargs = Parameters<tf.layers.Layer["call"]>[1];

/** Whether a stock layer has a bias and no activation. */
export function hasPlainOutput(layer: tf.layers.Layer): boolean {
  const { activation, useBias } = layer.getConfig();
  return activation === "linear" && useBias === true;
}
