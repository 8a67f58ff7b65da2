import { isChain, multipliesInBlocks } from "../backbones/mod.ts";
import { type Precision, whyNoBfloat16 } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import type { Model } from "../types.ts";

/**
 * Check that a model can be trained in a precision here.
 *
 * @throws {InputError} If not; says why, and what to do.
 */
export function checkPrecision({ backbone }: Model, precision: Precision): void {
  if (precision === "float32") return;
  const why = whyNoBfloat16() ?? whyNotThis(backbone);
  if (why) throw new InputError(`precision ${precision}: ${why}`);
}

function whyNotThis(backbone: Model["backbone"]): string | undefined {
  if (!isChain(backbone)) {
    return `backbone ${backbone.name} is not a plain chain of layers: build it with tf.sequential`;
  }
  if (multipliesInBlocks(backbone)) return undefined;
  return `backbone ${backbone.name} would not benefit: it has no clsNet convolution or dense layer followed by batch norm; use clsNet`;
}
