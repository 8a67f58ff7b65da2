/** The precision of products in training. */

/**
 * `bfloat16` keeps 8 of float32's 24 significant bits and its full range: half the bytes, and on
 * processors and GPUs made for it at least twice the rate of products, which are summed in float32.
 */
export type Precision = "float32" | "bfloat16";

/** All of them. */
export const precisions: readonly Precision[] = ["float32", "bfloat16"];
