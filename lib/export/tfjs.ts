import { join } from "node:path";
import { tf } from "../engine/mod.ts";
import { writeFileAtomically } from "../training/mod.ts";
import type { Model } from "../types.ts";
import { makeOutputFolder } from "./_make_folder.ts";

const WEIGHTS = "weights.bin";

/**
 * Write a model's backbone for plain tfjs, browsers included: `model.json` and `weights.bin`. It
 * maps images `[B, height, width, channels]` in 0 … 1 to embeddings `[B, D]`;
 * `tf.loadLayersModel(".../model.json")` reads it, without this library.
 *
 * @param folder Output folder; created if missing.
 * @throws {InputError} When it cannot be written.
 */
export async function exportTfjs(
  { backbone }: Pick<Model, "backbone">,
  folder: string,
): Promise<void> {
  const { modelTopology, weightSpecs, weightData } = await artifactsOf(backbone);
  const manifest = {
    format: "layers-model",
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
  };
  await makeOutputFolder(folder);
  const weights = tf.io.CompositeArrayBuffer.join(weightData!);
  writeFileAtomically(join(folder, WEIGHTS), new Uint8Array(weights));
  const json = new TextEncoder().encode(JSON.stringify(manifest));
  writeFileAtomically(join(folder, "model.json"), json);
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
