/** `deno task export`: read a model, write it for another program, compare. */
import { join } from "node:path";
import { exportOnnx, exportPytorch, exportTfjs } from "../../export/mod.ts";
import { checkOnnx, checkPytorch, checkTfjs } from "./check.ts";
import { checkImages } from "./check_images.ts";
import { type Format, placeFor } from "./formats.ts";
import { checkpointAt, type SavedModel, savedModel } from "./saved_model.ts";
import { writeChecked } from "./write_checked.ts";

/** What the user typed, paths absolute. */
export interface ExportFlags {
  run: string;
  to: Format;
  out?: string;
  withHead?: boolean;
  force?: boolean;
}

/**
 * Export a run's model, and print where it is and how far it is from the model.
 *
 * @throws {InputError} When it cannot be read, written, or differs.
 */
export async function runExport(
  { run, to, out, withHead = false, force = false }: ExportFlags,
): Promise<void> {
  const checkpoint = checkpointAt(run), place = placeFor(to, { checkpoint, out });
  const saved = await savedModel(checkpoint);
  const result = await writeChecked(place, { force }, async (folder) => {
    const file = join(folder, place.names[0]);
    await writers[to](saved, { file, folder, withHead });
    return await checks[to]({
      ...{ model: saved.model, file, folder },
      images: () => checkImages(saved),
    });
  });
  for (const name of place.names) console.log(join(place.folder, name));
  console.log(`check: ${result}`);
}

interface Target {
  file: string;
  folder: string;
  withHead: boolean;
}

const writers: Record<Format, (saved: SavedModel, target: Target) => Promise<unknown>> = {
  onnx: ({ model, config }, { file, withHead }) =>
    exportOnnx(model, file, { withHead, classNames: config?.classNames }),
  tfjs: ({ model }, { folder }) => exportTfjs(model, folder),
  pytorch: ({ model }, { folder }) => exportPytorch(model, folder),
};

const checks = { onnx: checkOnnx, tfjs: checkTfjs, pytorch: checkPytorch };
