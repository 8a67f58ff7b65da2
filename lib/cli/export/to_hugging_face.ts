/** A run as a repository of the Hugging Face hub. */
import { basename, dirname, join } from "node:path";
import { openRun, saveThreshold, thresholdPath } from "../../inference/mod.ts";
import { InputError } from "../../errors.ts";
import { exportHuggingFace } from "../../export/mod.ts";
import { checkpointDifference } from "../../export/read_back.ts";
import type { TestResult } from "../../types.ts";
import { chosenThreshold } from "./chosen_threshold.ts";
import { checkOnnx } from "./check_onnx.ts";
import type { CheckImages } from "./check_images.ts";
import { small } from "./differences.ts";
import { heldOutOf, measuredNow, publicConfig, trainedOn, trainingOf } from "./published.ts";
import type { SavedModel } from "./saved_model.ts";

/** The threshold's file, where one was chosen: `openRun("model.safetensors")` finds it. */
export const THRESHOLD = basename(thresholdPath("model.safetensors"));

/**
 * Write the repository, and read it again: the weights, and the ONNX file's answers.
 *
 * @returns What was compared, one line.
 * @throws {InputError} When something cannot be written, or differs.
 */
export async function toHuggingFace(
  saved: SavedModel,
  { folder, images }: { folder: string; images: () => Promise<CheckImages> },
): Promise<string> {
  const { model, classNames, fit } = saved, chosen = chosenThreshold(saved);
  const results: TestResult | undefined = await measuredNow(saved);
  await exportHuggingFace(model, folder, {
    name: basename(dirname(saved.checkpoint)),
    ...{ classNames, fit, results },
    preprocessing: preprocessingText(saved),
    threshold: chosen?.published,
    dataset: trainedOn(saved),
    training: await trainingOf(saved),
    heldOut: heldOutOf(saved),
    config: publicConfig(saved),
  });
  const weights = join(folder, "model.safetensors");
  if (chosen) saveThreshold(weights, chosen.file);
  const most = small(await checkpointDifference(model, weights), "weights", 0);
  const { checksum } = await openRun(weights);
  if (checksum !== saved.checksum) throw new InputError("export: openRun() finds other weights");
  const ran = await checkOnnx({ model, images, file: join(folder, "model.onnx"), folder });
  return `safetensors read back, largest difference: weights ${most}; onnx: ${ran}`;
}

function preprocessingText({ digits, fit }: SavedModel): string {
  return digits
    ? "Digits have to be as MNIST has them: grey, light on dark, cropped and scaled to 20 pixels at " +
      "the longer side, with the centre of mass in the middle of 28×28. readImages() of the library " +
      "makes them so."
    : `Images of another size are resized (fit: ${fit}).`;
}
