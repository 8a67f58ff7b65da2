import type { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import type { Head } from "../types.ts";
import type { Weight } from "./_plain_layer.ts";

/** Lower bound on ‖x‖ and ‖W‖, as where the heads normalise. */
export const MIN_NORM = 1e-6;

/** A head's logits as plain numbers: scale · max over sub-centers of W·x + b. */
export interface PlainHead {
  /** `[C·K, D]`, unit rows if the head normalises them. */
  weights: Weight;
  /** `[C]`. */
  bias?: Weight;
  /** Whether x is brought to norm 1 before. */
  normalizes: boolean;
  /** 1 if the head has none. */
  scale: number;
  /** K. */
  subCenters: number;
  /** C. */
  classes: number;
}

/** W·x + b, W·x, x·W/‖W‖, or s·cos θ: what the heads' `logits` are, margins aside. */
const kinds: Record<string, "linear" | "directions" | "cosine"> = {
  "softmax": "linear",
  "l-softmax": "linear",
  "sphereface": "directions",
  ...Object.fromEntries(
    [
      ...["cosine", "cosface", "arcface", "combined", "subcenter-arcface", "partial-arcface"],
      ...["adaface", "magface", "curricularface", "elasticface", "adacos", "article"],
    ].map((name) => [name, "cosine" as const]),
  ),
};

/**
 * Read what a head's `logits` need.
 *
 * @throws {InputError} When it is not one of the library's heads.
 */
export async function plainHead(head: Head): Promise<PlainHead> {
  if (!Object.hasOwn(kinds, head.name)) {
    throw new InputError(
      `export: the logits of head ${head.name} are not known here; leave withHead out`,
    );
  }
  const kind = kinds[head.name], { subCenters = 1 } = head.options as { subCenters?: number };
  const weights = await weightOf(head.prototypes);
  const bias = head.name === "softmax" ? { bias: await weightOf(head.variables[1]) } : {};
  return {
    weights: kind === "linear" ? weights : { ...weights, data: unitRows(weights) },
    ...bias,
    normalizes: kind === "cosine",
    scale: kind === "cosine" ? await scaleOf(head) : 1,
    subCenters,
    classes: weights.shape[0] / subCenters,
  };
}

/** A head's s now: AdaCos adapts it. Undefined if it has none. */
export async function knownScale({ options, state }: Head): Promise<number | undefined> {
  const scale = state?.scale ?? options.scale;
  if (scale === undefined || typeof scale === "number") return scale;
  return (await (scale as tf.Variable).data())[0];
}

async function scaleOf(head: Head): Promise<number> {
  return await knownScale(head) ?? 1;
}

async function weightOf(variable: tf.Variable): Promise<Weight> {
  return { shape: [...variable.shape], data: await variable.data() as Float32Array };
}

function unitRows({ shape: [, size], data }: Weight): Float32Array {
  const unit = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += size) {
    const row = data.subarray(start, start + size);
    const norm = Math.max(MIN_NORM, Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)));
    unit.set(row.map((x) => x / norm), start);
  }
  return unit;
}
