import { join } from "node:path";
import { saveCheckpoint, writeFileAtomically } from "../training/mod.ts";
import type { Model, TestResult } from "../types.ts";
import { makeOutputFolder } from "./_make_folder.ts";
import { modelCard } from "./_model_card.ts";
import { knownScale } from "./_plain_head.ts";
import type { CardFit, CardHeldOut, CardThreshold, CardTraining } from "./card_options.ts";
import { exportOnnx } from "./onnx.ts";
import { sizesOf } from "./plain_layers.ts";

/** Options of {@linkcode exportHuggingFace}. */
export interface ExportHuggingFaceOptions {
  /** The model's name in its card. */
  name: string;
  /** Class names, `[C]`. */
  classNames: readonly string[];
  /**
   * How images become what the network takes, a sentence for the card.
   * @default {""}
   */
  preprocessing?: string;
  /**
   * How images of another shape are made to fill the model's, for the sample in Python.
   * @default {"cover"}
   */
  fit?: CardFit;
  /** Angles beyond which two embeddings are of different classes, and an image is of none. */
  threshold?: CardThreshold;
  /** What was measured on images that were not trained on, such as a record of the log. */
  results?: TestResult;
  /** What it was trained and measured on; `id`: its name on the hub. */
  dataset?: { name: string; id?: string };
  /** How long it was trained, and on how many images. */
  training?: CardTraining;
  /** Classes that were not trained on, but measured. */
  heldOut?: CardHeldOut;
  /**
   * What the checkpoint says of its run; published with it.
   * @default {{}}
   */
  config?: Record<string, unknown>;
}

/**
 * Write a folder as the Hugging Face hub takes it: a model card (`README.md`) with what was
 * measured, `config.json`, the weights as `model.safetensors`, which `openRun` opens, and
 * `model.onnx`, from images to embeddings and logits.
 *
 * The card names no licence: that is yours to choose.
 *
 * @param folder Output folder; created if missing.
 * @throws {InputError} When a layer or the head has no counterpart in ONNX, class names are not C, or
 * the folder cannot be written.
 */
export async function exportHuggingFace(
  model: Model,
  folder: string,
  options: ExportHuggingFaceOptions,
): Promise<void> {
  const { classNames, threshold, heldOut, preprocessing = "", config = {} } = options;
  await makeOutputFolder(folder);
  await exportOnnx(model, join(folder, "model.onnx"), {
    withHead: true,
    classNames,
    ...radiansOf(threshold),
  });
  await saveCheckpoint(join(folder, "model.safetensors"), { model, config });
  const facts = await factsOf(model), { results, dataset, name, training, fit = "cover" } = options;
  const about = { classNames, threshold, preprocessing };
  const card = { ...facts, ...about, fit, results, dataset, name, training, heldOut };
  const settings = { ...facts, ...about, heldOutClassNames: heldOut?.classNames };
  const write = (file: string, text: string) =>
    writeFileAtomically(join(folder, file), new TextEncoder().encode(text));
  write("config.json", JSON.stringify({ library: "margin-losses", ...settings }, null, 2) + "\n");
  write("README.md", await modelCard({ ...card, logitsAreCosines: areCosines(model, facts) }));
}

/** Angles as `exportOnnx` takes them. */
export function radiansOf(
  threshold: ExportHuggingFaceOptions["threshold"],
): { threshold?: number; prototypeThreshold?: number } {
  const radians = (degrees: number) => degrees * Math.PI / 180;
  if (threshold === undefined) return {};
  const { degrees, prototypeDegrees: own } = threshold;
  return {
    threshold: radians(degrees),
    ...(own === undefined ? {} : { prototypeThreshold: radians(own) }),
  };
}

async function factsOf({ backbone, head }: Model) {
  const { subCenters = 1, margin } = head.options as { subCenters?: number; margin?: number };
  const scale = await knownScale(head), classes = head.prototypes.shape[0] / subCenters;
  return { head: head.name, scale, margin, classes, ...sizesOf(backbone) };
}

/** Of angular heads those with a scale give s·cos θ; SphereFace's scores grow with the embedding. */
function areCosines({ head }: Model, { scale }: { scale?: number }): boolean {
  return head.angular && scale !== undefined;
}
