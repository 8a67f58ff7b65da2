/** `deno task export`: read a model, write it for another program, compare. */
import { join } from "node:path";
import { exportOnnx, exportPytorch, exportTfjs } from "../../export/mod.ts";
import { radiansOf } from "../../export/hugging_face.ts";
import { ownData } from "../use/own_data.ts";
import { checkOnnx } from "./check_onnx.ts";
import { checkPytorch } from "./check_pytorch.ts";
import { checkTfjs } from "./check_tfjs.ts";
import { type CheckImages, checkImages } from "./check_images.ts";
import { type Format, placeFor } from "./formats.ts";
import { checkpointAt, type SavedModel, savedModel } from "./saved_model.ts";
import { THRESHOLD, toHuggingFace } from "./to_hugging_face.ts";
import { toProjector } from "./to_projector.ts";
import { toSavedRun } from "./to_saved_run.ts";
import { writeChecked } from "./write_checked.ts";

/** What the user typed, paths absolute. */
export interface ExportFlags {
  run: string;
  to: Format;
  out?: string;
  /** Where the run's data are now, if they were moved. */
  data?: string;
  withHead?: boolean;
  precision?: "float32" | "float16";
  force?: boolean;
}

/**
 * Export a run's model, and print where it is and how far it is from the model.
 *
 * @param typed The run as it was typed, for errors.
 * @throws {InputError} When it cannot be read, written, or differs.
 */
export async function runExport(flags: ExportFlags, typed: string): Promise<void> {
  const { run, to, out, data, force = false } = flags, checkpoint = checkpointAt(run, typed);
  const saved = await savedModel(checkpoint);
  for (const note of saved.notes) console.error(`note: ${note}`);
  const more = to === "hf" && saved.threshold.chosen ? [THRESHOLD] : [];
  const place = placeFor(to, { checkpoint, out, more });
  const moved = () => ownData(saved, { place: data, decoders: 0 });
  const result = await writeChecked(place, { force }, (folder) =>
    writers[to](saved, {
      ...{ file: join(folder, place.names[0]), folder, flags },
      images: () => checkImages(saved, data === undefined ? undefined : moved),
    }));
  for (const name of place.names) console.log(join(place.folder, name));
  console.log(`check: ${result}`);
}

/** Where an export goes, and what it is compared on. */
interface Target {
  file: string;
  folder: string;
  flags: ExportFlags;
  images(): Promise<CheckImages>;
}

/** Each writes an export, and returns what was compared, one line. */
const writers: Record<Format, (saved: SavedModel, target: Target) => Promise<string>> = {
  onnx: async ({ model, training, threshold }, target) => {
    await exportOnnx(model, target.file, {
      withHead: target.flags.withHead,
      classNames: training?.classNames,
      ...(threshold.chosen ? radiansOf(threshold) : {}),
    });
    return await checkOnnx({ model, ...target });
  },
  tfjs: async ({ model }, target) => {
    await exportTfjs(model, target.folder, target.flags);
    return await checkTfjs(target);
  },
  pytorch: async ({ model }, target) => {
    await exportPytorch(model, target.folder);
    return await checkPytorch({ model, ...target });
  },
  hf: toHuggingFace,
  projector: (saved, { folder, flags }) => toProjector(saved, { folder, place: flags.data }),
  "saved-run": toSavedRun,
};
