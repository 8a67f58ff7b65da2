/** Weights as float16, as tfjs's manifests describe them. */
import type { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";

/** The largest number of float16. */
const LARGEST = 65504;

const BYTES: Partial<Record<tf.io.WeightsManifestEntry["dtype"], number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
};

/**
 * Round float32 weights to float16, to the nearest, ties to even; others stay.
 *
 * @param data The weights' bytes, one after the other.
 * @returns The same for the smaller file; plain tfjs decodes it by its `quantization`.
 * @throws {InputError} When a number is too large; its tensor is named.
 */
export async function halved(
  specs: readonly tf.io.WeightsManifestEntry[],
  data: ArrayBuffer,
): Promise<{ specs: tf.io.WeightsManifestEntry[]; bytes: Uint8Array }> {
  const { Float16Array } = await import("npm:@petamoriken/float16@3.9.3");
  const parts: ArrayBuffer[] = [];
  let from = 0;
  const smaller = specs.map((spec): tf.io.WeightsManifestEntry => {
    const size = spec.shape.reduce((product, length) => product * length, BYTES[spec.dtype]!);
    const own = data.slice(from, from += size);
    parts.push(spec.dtype === "float32" ? new Float16Array(checked(spec.name, own)).buffer : own);
    if (spec.dtype !== "float32") return spec;
    const quantization = { dtype: "float16" as const, original_dtype: "float32" };
    return { ...spec, quantization };
  });
  return { specs: smaller, bytes: new Uint8Array(await new Blob(parts).arrayBuffer()) };
}

function checked(name: string, bytes: ArrayBuffer): Float32Array {
  const numbers = new Float32Array(bytes);
  const beyond = numbers.find((x) => !(Math.abs(x) <= LARGEST));
  if (beyond === undefined) return numbers;
  throw new InputError(
    `export: tensor ${name} holds ${beyond}, and float16 ends at ${LARGEST}; take float32`,
  );
}
