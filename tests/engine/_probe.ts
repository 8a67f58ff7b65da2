import { assertEquals, assertLess } from "@std/assert";
import { type OpSet, tf } from "../../lib/engine/mod.ts";
import { withOps } from "../_with_ops.ts";

/**
 * Largest difference, as a share of the largest expected value, or absolute where that is below 1.
 */
export function relativeDifference(actual: tf.Tensor, expected: tf.Tensor): number {
  assertEquals(actual.shape, expected.shape);
  return tf.tidy(() =>
    actual.sub(expected).abs().max().div(expected.abs().max().maximum(1)).dataSync()[0]
  );
}

/**
 * Value and gradients of Σ f(inputs) · weights, where the weights make every output count
 * differently.
 */
export function probe(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]): tf.Tensor[] {
  const weighted = (...x: tf.Tensor[]) => {
    const y = f(...x);
    return y.mul(tf.randomNormal(y.shape, 0, 1, "float32", 5)).sum<tf.Scalar>();
  };
  return [f(...inputs), ...tf.grads(weighted)(inputs)];
}

export function assertSame(fused: tf.Tensor[], stock: tf.Tensor[], tolerance: number): void {
  fused.forEach((tensor, i) =>
    assertLess(relativeDifference(tensor, stock[i]), tolerance, `tensor ${i}`)
  );
}

export const tidyWithOps = (set: OpSet, test: () => void) => withOps(set, () => tf.tidy(test));

export const normal = (shape: number[], seed: number) =>
  tf.randomNormal(shape, 0.3, 2, "float32", seed);
