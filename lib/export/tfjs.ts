import { join } from "node:path";
import { tf } from "../engine/mod.ts";
import { InputError } from "../errors.ts";
import { writeFileAtomically } from "../training/mod.ts";
import type { Model } from "../types.ts";
import { halved } from "./_float16.ts";
import { makeOutputFolder } from "./_make_folder.ts";

const WEIGHTS = "weights.bin";

/** Options of {@linkcode exportTfjs}. */
export interface ExportTfjsOptions {
  /**
   * How weights are stored. `"float16"` halves the file; plain tfjs computes in float32 with what is
   * left of them, eleven binary digits.
   * @default {"float32"}
   */
  precision?: "float32" | "float16";
}

/**
 * Write a model's backbone for plain tfjs, browsers included: `model.json` and `weights.bin`. It
 * maps images `[B, height, width, channels]` in 0 … 1 to embeddings `[B, D]`;
 * `tf.loadLayersModel(".../model.json")` reads it, without this library.
 *
 * @param folder Output folder; created if missing.
 * @throws {InputError} When it cannot be written, or a weight is beyond float16; its tensor is named.
 */
export async function exportTfjs(
  { backbone }: Pick<Model, "backbone">,
  folder: string,
  { precision = "float32" }: ExportTfjsOptions = {},
): Promise<void> {
  const { modelTopology, ...artifacts } = await artifactsOf(backbone);
  const { specs, bytes } = await storedWeights(artifacts, precision);
  const manifest = {
    format: "layers-model",
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: [WEIGHTS], weights: specs }],
  };
  await makeOutputFolder(folder);
  writeFileAtomically(join(folder, WEIGHTS), bytes);
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  writeFileAtomically(join(folder, "model.json"), json);
}

async function storedWeights(
  { weightSpecs, weightData }: Pick<tf.io.ModelArtifacts, "weightSpecs" | "weightData">,
  precision: string,
): Promise<{ specs: tf.io.WeightsManifestEntry[]; bytes: Uint8Array }> {
  const data = tf.io.CompositeArrayBuffer.join(weightData!);
  if (precision === "float16") return await halved(weightSpecs!, data);
  if (precision === "float32") return { specs: weightSpecs!, bytes: new Uint8Array(data) };
  throw new InputError(`export: precision ${precision} is not known; give float32 or float16`);
}

async function artifactsOf(backbone: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  const keep = (saved: tf.io.ModelArtifacts) => {
    artifacts = saved;
    const info = { dateSaved: new Date(0), modelTopologyType: "JSON" } as const;
    return Promise.resolve({ modelArtifactsInfo: info });
  };
  await backbone.save(tf.io.withSaveHandler(keep));
  return artifacts!;
}
